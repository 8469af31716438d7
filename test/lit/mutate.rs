//! Damaged input: no tool may panic, crash or hang, whatever it reads.
//!
//! Each test file is taken as it is run first, and run again a few times with
//! some bytes of the file deleted, doubled, swapped or replaced. What is done
//! depends on the file's name and the number of the run alone, so a failure
//! can be repeated: it is left beside the test's temporary file.

use crate::{
    Report,
    script::{Paths, Script, substitute},
    shell::{janus_opt, janus_translate, temporary_path},
};
use std::{
    fs,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// How often each file is damaged. `JANUS_TEST_MUTATIONS` says another number.
const RUNS: u64 = 10;

/// The longest that one run may take.
const SECONDS: &str = "60";

/// What a number or a name is replaced by, and what is put between.
const SCRAPS: &[&[u8]] = &[
    b"",
    b"-1",
    b"0",
    b"9223372036854775808",
    b"99999999999999999999999",
    b"1e999",
    b"\0",
    b"\xff",
    b"\xc3",
    b"%0",
    b"%arg0",
    b"@f",
    b"^bb0",
    b"!pydyn.object",
    b"tensor<?x?xf32>",
    b"tensor<0xf32>",
    b"i1",
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b"]",
    b"<",
    b">",
    b"\"",
    b"'''",
    b",",
    b":",
    b"=",
    b"->",
    b"#",
    b"loc(",
    b"\n",
    b"\n\t",
    b"\\",
    b"dense<",
    b"array<i64: ",
    b"lambda: ",
    b"yield ",
    b"*",
    b"**",
    b"@",
    b"f\"{",
    b"return",
    b"func.func @",
    b"index",
    b"none",
];

/// Runs one file with damage.
pub fn run_test(path: &Path, source: Vec<u8>) -> datatest_stable::Result<()> {
    let script = Script::parse(&String::from_utf8_lossy(&source))?;
    let path = path.canonicalize()?;
    let Some((tool, arguments)) = invocation(&script, &path) else {
        return Ok(());
    };

    let base = temporary_path(&path);
    if let Some(folder) = base.parent() {
        fs::create_dir_all(folder)?;
    }
    let runs = std::env::var("JANUS_TEST_MUTATIONS")
        .ok()
        .and_then(|runs| runs.parse().ok())
        .unwrap_or(RUNS);
    let mut failures = vec![];
    for run in 0..runs {
        let mut random = Random::new(&path, run);
        let mut text = source.clone();
        for _ in 0..=random.below(3) {
            damage(&mut text, &mut random);
        }
        let mut file = base.clone();
        file.as_mut_os_string().push(format!(".{run}"));
        if let Some(extension) = path.extension() {
            file.as_mut_os_string().push(".");
            file.as_mut_os_string().push(extension);
        }
        fs::write(&file, &text)?;

        let output = Command::new("timeout")
            .args(["-k", "5", SECONDS])
            .arg(tool)
            .args(arguments.iter().map(|argument| match argument {
                Argument::Input => file.clone().into_os_string(),
                Argument::Other(text) => text.into(),
            }))
            .args(["-o", "/dev/null"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .output()?;
        let messages = String::from_utf8_lossy(&output.stderr);
        let panicked = messages
            .lines()
            .find(|line| line.contains("panicked at") || line.contains("internal error"));
        let complaint = match (output.status.code(), panicked) {
            (Some(0 | 1), None) => {
                fs::remove_file(&file)?;
                continue;
            }
            (_, Some(line)) => line.to_owned(),
            (Some(124), None) => format!("no end after {SECONDS} s"),
            (Some(code), None) => format!("exit code {code}"),
            (None, None) => format!("signal {:?}", output.status.signal()),
        };
        failures.push(format!("{}: {complaint}", file.display()));
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Report(failures.join("\n")).into())
    }
}

/// A word of the command line.
enum Argument {
    /// The file.
    Input,
    /// As it is.
    Other(String),
}

/// The tool and the arguments with which the file is run first.
fn invocation(script: &Script, path: &Path) -> Option<(&'static Path, Vec<Argument>)> {
    let marker = "%s";
    let command = &script.commands.first()?.text;
    let words = shlex::split(command)?;
    let words = words.iter().skip_while(|word| *word == "not");
    let mut words = words.take_while(|word| !matches!(word.as_str(), "|" | "2>&1" | ">" | "&&"));
    let tool = match words.next()?.as_str() {
        "janus-opt" => janus_opt(),
        "janus-translate" => janus_translate(),
        _ => return None,
    };
    let mut arguments = vec![];
    let nowhere = PathBuf::from("/dev/null");
    let paths = Paths {
        source: path,
        temporary: &nowhere,
        python: &nowhere,
    };
    let mut reads_input = false;
    for word in words {
        arguments.push(if word == marker {
            reads_input = true;
            Argument::Input
        } else {
            Argument::Other(substitute(word, &paths).ok()?)
        });
    }
    // With -verify-diagnostics too: damage may well make it fail.
    reads_input.then_some((tool, arguments))
}

/// Damages a text in one place.
fn damage(text: &mut Vec<u8>, random: &mut Random) {
    if text.is_empty() {
        text.extend_from_slice(random.scrap());
        return;
    }
    let start = random.below(text.len());
    let end = (start + 1 + random.below(24)).min(text.len());
    match random.below(8) {
        // Delete.
        0 => {
            text.drain(start..end);
        }
        // Double.
        1 => {
            let part = text[start..end].to_vec();
            text.splice(start..start, part);
        }
        // Put something between.
        2 => {
            text.splice(start..start, random.scrap().iter().copied());
        }
        // Replace a whole word.
        3 | 4 => {
            let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'.';
            let first = text[..start].iter().rposition(|byte| !word(byte));
            let first = first.map_or(0, |position| position + 1);
            let last = text[start..].iter().position(|byte| !word(byte));
            let last = last.map_or(text.len(), |length| start + length);
            text.splice(first..last.max(first), random.scrap().iter().copied());
        }
        // Cut off.
        5 => text.truncate(start),
        // Swap two lines.
        6 => {
            let mut lines: Vec<_> = text
                .split(|byte| *byte == b'\n')
                .map(<[u8]>::to_vec)
                .collect();
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(a, b);
            *text = lines.join(&b'\n');
        }
        // Flip bits.
        _ => text[start] ^= 1 << random.below(8),
    }
}

/// Numbers that depend on the seed alone (splitmix64).
struct Random(u64);

impl Random {
    fn new(path: &Path, run: u64) -> Self {
        // FNV-1a over the name: the folder differs from machine to machine.
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        let hash = name.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash ^ run.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn scrap(&mut self) -> &'static [u8] {
        SCRAPS[self.below(SCRAPS.len())]
    }
}
