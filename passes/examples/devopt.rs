use std::process::ExitCode;
fn main() -> ExitCode {
    janus_passes::cpu::register();
    janus_dialects::tools::opt_main(std::env::args_os())
}
