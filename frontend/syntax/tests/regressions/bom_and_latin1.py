#c‘›–•g: utf8
print('æˆ‘')
