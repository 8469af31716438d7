//! Generates and compiles the C++ side of the dialects.
//!
//! `mlir-tblgen` turns each dialect's `.td` files into C++, which is compiled
//! together with the hand-written sources below `lib/` into one static
//! library. MLIR itself is linked by `mlir-sys`.
//!
//! A C++ file that includes MLIR's headers takes seconds to compile, so files
//! are compiled one by one and only when something they include has changed
//! (the compiler's own dependency files say what). `cc` finds the compiler and
//! makes the archive; it has no such check itself. What is made is the same for
//! every profile and every set of packages built together, while cargo has a
//! folder for each; so it is kept in one place in the target folder.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::{Command, exit},
    sync::Mutex,
    thread,
    time::SystemTime,
};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A dialect: its folder below `include/janus` and its name in MLIR.
const DIALECTS: &[(&str, &str)] = &[("PyDyn", "pydyn"), ("Dataflow", "dataflow"), ("NN", "nn")];

const PREFIX_VARIABLE: &str = "MLIR_SYS_220_PREFIX";

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        exit(1);
    }
}

fn run() -> Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let include = root.join("include");
    let library = root.join("lib");

    for path in ["build.rs", "include", "lib"] {
        println!("cargo:rerun-if-changed={path}");
    }
    println!("cargo:rerun-if-env-changed={PREFIX_VARIABLE}");
    // `melior::dialect!` reads the same .td files.
    println!(
        "cargo:rustc-env=JANUS_DIALECTS_INCLUDE={}",
        include.display()
    );

    let prefix = PathBuf::from(env::var(PREFIX_VARIABLE).map_err(|_| {
        format!(
            "{PREFIX_VARIABLE} is not set: it names the folder LLVM and MLIR 22 are installed in"
        )
    })?);

    // <target>/<profile>/build/<package>/out
    let shared = out
        .ancestors()
        .nth(4)
        .ok_or("OUT_DIR is not inside a target folder")?
        .join("janus-shim");
    fs::create_dir_all(&shared)?;
    let lock = fs::File::create(shared.join("lock"))?;
    lock.lock()?;

    let generator = Generator {
        tblgen: prefix.join("bin/mlir-tblgen"),
        includes: vec![include.clone(), prefix.join("include")],
        out: shared.join("include"),
    };
    for &(folder, name) in DIALECTS {
        generator.dialect(folder, name)?;
    }

    compile(
        &[include, shared.join("include")],
        &prefix.join("include"),
        &library,
        &shared.join("objects"),
    )
}

/// Runs `mlir-tblgen`.
struct Generator {
    tblgen: PathBuf,
    includes: Vec<PathBuf>,
    out: PathBuf,
}

impl Generator {
    /// Generates everything of one dialect into `janus/<folder>/`.
    fn dialect(&self, folder: &str, name: &str) -> Result<()> {
        let dialect = format!("-dialect={name}");
        let types = format!("--typedefs-dialect={name}");
        let attributes = format!("--attrdefs-dialect={name}");
        // Without it, the ops of an included dialect would be generated too.
        let operations = format!("--op-include-regex=^{name}\\.");

        for (source, action, arguments, output) in [
            ("Ops", "dialect", &[dialect][..], "Dialect"),
            ("Attrs", "enum", &[], "Enums"),
            ("Attrs", "attrdef", &[attributes], "Attrs"),
            ("Types", "typedef", &[types], "Types"),
            ("Ops", "op", &[operations], "Ops"),
        ] {
            let source = self.source(folder, source);
            self.run(&source, action, arguments, folder, output)?;
        }

        // Interfaces are optional: most dialects use upstream's alone.
        let interfaces = self.source(folder, "Interfaces");
        if interfaces.exists() {
            self.run(&interfaces, "op-interface", &[], folder, "Interfaces")
        } else {
            for suffix in ["h", "cpp"] {
                self.write(folder, &format!("{folder}Interfaces.{suffix}.inc"), b"")?;
            }
            Ok(())
        }
    }

    fn source(&self, folder: &str, part: &str) -> PathBuf {
        self.includes[0].join(format!("janus/{folder}/{folder}{part}.td"))
    }

    fn run(
        &self,
        source: &Path,
        action: &str,
        arguments: &[String],
        folder: &str,
        output: &str,
    ) -> Result<()> {
        for (kind, suffix) in [("decls", "h"), ("defs", "cpp")] {
            let mut command = Command::new(&self.tblgen);
            command.arg(format!("-gen-{action}-{kind}")).args(arguments);
            for include in &self.includes {
                command.arg("-I").arg(include);
            }
            let result = command
                .arg(source)
                .output()
                .map_err(|error| format!("cannot run {}: {error}", self.tblgen.display()))?;
            if !result.status.success() {
                return Err(format!(
                    "{command:?} failed:\n{}",
                    String::from_utf8_lossy(&result.stderr)
                )
                .into());
            }
            let file = format!("{folder}{output}.{suffix}.inc");
            self.write(folder, &file, &result.stdout)?;
        }
        Ok(())
    }

    /// Writes a generated file, leaving its time alone where it has not
    /// changed, so that what includes it is not compiled again.
    fn write(&self, folder: &str, file: &str, contents: &[u8]) -> Result<()> {
        let folder = self.out.join("janus").join(folder);
        let path = folder.join(file);
        if fs::read(&path).is_ok_and(|old| old == contents) {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        fs::write(path, contents)?;
        Ok(())
    }
}

/// Compiles every `.cpp` file below `library` and archives the objects.
fn compile(includes: &[PathBuf], llvm: &Path, library: &Path, objects: &Path) -> Result<()> {
    let mut build = cc::Build::new();
    build
        .cpp(true)
        .std("c++17")
        // LLVM's headers are meant for it, and its classes have no type
        // information that ours could refer to.
        .flag("-fno-rtti")
        .flag("-fno-exceptions")
        // The same in every profile: generated code at -O0 is slow to link and
        // to run, and above -O1 slow to compile.
        .opt_level(1)
        .debug(false)
        // Debian's LLVM is built without assertions; ours would only see a
        // part of what is checked, and abort where an error is reported.
        .define("NDEBUG", None)
        .define("__STDC_CONSTANT_MACROS", None)
        .define("__STDC_FORMAT_MACROS", None)
        .define("__STDC_LIMIT_MACROS", None)
        .flag("-fvisibility-inlines-hidden")
        .warnings(false)
        .flag("-Wall")
        .flag_if_supported("-Wno-unused-parameter");
    for include in includes {
        build.include(include);
    }
    // LLVM's headers are not ours to warn about, and do not change; `-MMD` leaves them out. Generated headers must be in.
    build.flag("-isystem").flag(llvm);
    let compiler = build.try_get_compiler()?;

    let mut units = vec![];
    collect(library, &mut |path| {
        if path.extension().is_some_and(|extension| extension == "cpp") {
            let object = objects
                .join(path.strip_prefix(library)?)
                .with_extension("o");
            units.push((path.to_owned(), object));
        }
        Ok(())
    })?;
    units.sort();

    let jobs = env::var("NUM_JOBS")
        .ok()
        .and_then(|jobs| jobs.parse().ok())
        .unwrap_or(1)
        .min(units.len());
    let queue = Mutex::new(units.iter());
    let results: Vec<Result<()>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let unit = queue.lock().map_err(|error| error.to_string())?.next();
                        let Some((source, object)) = unit else {
                            return Ok(());
                        };
                        compile_file(compiler.to_command(), includes, source, object)?;
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or(Err("a worker panicked".into())))
            .collect()
    });
    results.into_iter().collect::<Result<()>>()?;

    let mut archive = cc::Build::new();
    archive.cpp(true);
    for (_, object) in &units {
        archive.object(object);
    }
    archive.try_compile("janus_shim")?;
    Ok(())
}

fn compile_file(
    mut command: Command,
    includes: &[PathBuf],
    source: &Path,
    object: &Path,
) -> Result<()> {
    let dependencies = object.with_extension("d");
    let command_file = object.with_extension("command");
    command
        .arg("-MMD")
        .arg("-MF")
        .arg(&dependencies)
        .arg("-c")
        .arg(source)
        .arg("-o")
        .arg(object);
    let command_line = format!(
        "{:?} {:?}",
        command.get_program(),
        command.get_args().collect::<Vec<_>>()
    );
    if fs::read_to_string(&command_file).is_ok_and(|old| old == command_line)
        && is_fresh(includes, object, &dependencies)
    {
        return Ok(());
    }

    if let Some(parent) = object.parent() {
        fs::create_dir_all(parent)?;
    }
    let result = command
        .output()
        .map_err(|error| format!("cannot run {:?}: {error}", command.get_program()))?;
    let messages = String::from_utf8_lossy(&result.stderr);
    if !result.status.success() {
        return Err(format!("compiling {} failed:\n{messages}", source.display()).into());
    }
    for line in messages.lines().filter(|line| line.contains("warning:")) {
        println!("cargo:warning={line}");
    }
    fs::write(command_file, command_line)?;
    Ok(())
}

/// Whether no file that the object was made from is newer than it.
///
/// The dependency file lists our own headers; generated ones, which are found
/// as system headers are, it leaves out. Each of them is included through the
/// header of its dialect, so that stands for all of the folder.
fn is_fresh(includes: &[PathBuf], object: &Path, dependencies: &Path) -> bool {
    let modified = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let Some(built) = modified(object) else {
        return false;
    };
    let is_old = |path: &Path| modified(path).is_some_and(|time| time <= built);
    let Ok(text) = fs::read_to_string(dependencies) else {
        return false;
    };
    let [own, generated, ..] = includes else {
        return false;
    };
    // Make's syntax: "object: file file \<newline> file …".
    let Some((_, files)) = text.split_once(':') else {
        return false;
    };
    let Ok(here) = env::current_dir() else {
        return false;
    };
    files
        .split_whitespace()
        .filter(|file| *file != "\\")
        // Compiler caches make them relative.
        .map(|file| here.join(file))
        .all(|file| {
            let folder = file.strip_prefix(own).ok().and_then(Path::parent);
            is_old(&file)
                && folder.is_none_or(|folder| is_old_folder(&generated.join(folder), &is_old))
        })
}

/// Whether no file in a folder, which need not exist, is too new.
fn is_old_folder(folder: &Path, is_old: &impl Fn(&Path) -> bool) -> bool {
    let mut old = true;
    let visited = collect(folder, &mut |path| {
        old &= is_old(path);
        Ok(())
    });
    !folder.exists() || (visited.is_ok() && old)
}

/// Calls `visit` for every file below `folder`.
fn collect(folder: &Path, visit: &mut impl FnMut(&Path) -> Result<()>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, visit)?;
        } else {
            visit(&path)?;
        }
    }
    Ok(())
}
