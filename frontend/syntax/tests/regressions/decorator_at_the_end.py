tby:
 @passlname