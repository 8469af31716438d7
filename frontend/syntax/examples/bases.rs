//! Prints the decoders of `encoding_rs` from which `src/encoding/generate.py` describes those of CPython.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};

const ENCODINGS: [(&str, &Encoding); 6] = [
    ("gbk", GBK),
    ("gb18030", GB18030),
    ("euc-kr", EUC_KR),
    ("big5", BIG5),
    ("shift_jis", SHIFT_JIS),
    ("euc-jp", EUC_JP),
];

fn show(name: &str, encoding: &'static Encoding, sequence: &[u8]) {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(sequence) {
        let bytes: String = sequence.iter().map(|byte| format!("{byte:02x}")).collect();
        let codes: Vec<_> = text.chars().map(|character| format!("{:x}", character as u32)).collect();
        println!("{name} {bytes} {}", codes.join("+"));
    }
}

fn main() {
    for (name, encoding) in ENCODINGS {
        for lead in 0x80..=0xff {
            show(name, encoding, &[lead]);
            for trail in 0x21..=0xff {
                show(name, encoding, &[lead, trail]);
                if name == "euc-jp" && lead == 0x8f {
                    (0xa1..=0xfe).for_each(|last| show(name, encoding, &[lead, trail, last]));
                }
            }
        }
    }
}
