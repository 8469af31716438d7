//! Generates the parser from `src/python.lalrpop` into `OUT_DIR`.

fn main() {
    println!("cargo::rerun-if-changed=src/python.lalrpop");
    let generated = lalrpop::Configuration::new().use_cargo_dir_conventions().process();
    if let Err(error) = generated {
        eprintln!("cannot generate the parser: {error}");
        std::process::exit(1);
    }
}
