use std::process::ExitCode;
fn main() -> ExitCode {
    janus_passes::register_all();
    janus_dialects::tools::opt_main(std::env::args_os())
}
