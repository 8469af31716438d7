//! Tokens, and the logos automaton that recognizes them.

use logos::Logos;

use super::names::{scan_name, scan_unicode_name};
use super::strings::scan_string;

/// What the automaton's callbacks need to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialect {
    /// Minor version of the Python 3 whose characters may stand in names.
    pub(super) minor: u8,
}

/// Kind of a token. Text is not kept: a token's range gives it.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[logos(extras = Dialect)]
#[logos(skip r"[ \t\x0c]+")]
#[logos(skip(r"#[^\r\n]*", allow_greedy = true))]
#[logos(skip r"\\(\r\n|\n|\r)")]
#[repr(u8)]
pub enum Tok {
    // Brackets first: the lexer tells by one comparison which open and which close.
    #[token("(")]
    Lpar,
    #[token("[")]
    Lsqb,
    #[token("{")]
    Lbrace,
    #[token(")")]
    Rpar,
    #[token("]")]
    Rsqb,
    #[token("}")]
    Rbrace,

    // Tokens that mean something else directly inside the braces of an f-string.
    #[token(":")]
    Colon,
    #[token(":=")]
    ColonEqual,

    /// End of a physical line; the layout filter turns it into [`Tok::Newline`] or drops it.
    #[regex(r"\r\n|\n|\r")]
    LineEnd,

    #[regex(r"0|[1-9](_?[0-9])*|0(_?0)+|0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+")]
    Int,
    #[regex(r"([0-9](_?[0-9])*)?\.[0-9](_?[0-9])*([eE][+-]?[0-9](_?[0-9])*)?")]
    #[regex(r"[0-9](_?[0-9])*\.([eE][+-]?[0-9](_?[0-9])*)?")]
    #[regex(r"[0-9](_?[0-9])*[eE][+-]?[0-9](_?[0-9])*")]
    Float,
    #[regex(r"(([0-9](_?[0-9])*)?\.[0-9](_?[0-9])*([eE][+-]?[0-9](_?[0-9])*)?)[jJ]")]
    #[regex(r"([0-9](_?[0-9])*\.([eE][+-]?[0-9](_?[0-9])*)?)[jJ]")]
    #[regex(r"([0-9](_?[0-9])*[eE][+-]?[0-9](_?[0-9])*)[jJ]")]
    #[regex(r"([0-9](_?[0-9])*)[jJ]")]
    Imaginary,

    /// Prefix and opening quote of an f-string. The lexer sees to triple quotes.
    #[regex(r#"([fF]|[fF][rR]|[rR][fF])["']"#)]
    FStringStart,
    /// Prefix and opening quote of a t-string.
    #[regex(r#"([tT]|[tT][rR]|[rR][tT])["']"#)]
    TStringStart,
    /// A string or bytes literal, prefix and quotes included.
    #[regex(r#"[uU]?["']"#, scan_string)]
    #[regex(r#"([rR]|[bB]|[rR][bB]|[bB][rR])["']"#, scan_string)]
    String,
    /// Literal text between the replacement fields of an f-string or t-string.
    FStringMiddle,
    FStringEnd,

    // The first character of a name; the rest is left to code, as are keywords.
    #[regex(r"[a-zA-Z_]", scan_name)]
    #[regex(r"[^\x00-\x7f]", scan_unicode_name)]
    Name,

    // What the filter of soft keywords looks at, which it tells by one comparison.
    Indent,
    Dedent,
    // Soft keywords: the filter turns them into names where they are none.
    Match,
    Case,
    Type,
    Lazy,
    With,

    False,
    None,
    True,
    And,
    As,
    Assert,
    Async,
    Await,
    Break,
    Class,
    Continue,
    Def,
    Del,
    Elif,
    Else,
    Except,
    Finally,
    For,
    From,
    Global,
    If,
    Import,
    In,
    Is,
    Lambda,
    Nonlocal,
    Not,
    Or,
    Pass,
    Raise,
    Return,
    Try,
    While,
    Yield,

    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("**")]
    DoubleStar,
    #[token("/")]
    Slash,
    #[token("//")]
    DoubleSlash,
    #[token("%")]
    Percent,
    #[token("@")]
    At,
    #[token("<<")]
    LeftShift,
    #[token(">>")]
    RightShift,
    #[token("&")]
    Amper,
    #[token("|")]
    Vbar,
    #[token("^")]
    Circumflex,
    #[token("~")]
    Tilde,
    #[token("<")]
    Less,
    #[token(">")]
    Greater,
    #[token("<=")]
    LessEqual,
    #[token(">=")]
    GreaterEqual,
    #[token("==")]
    EqEqual,
    #[token("!=")]
    NotEqual,
    #[token(",")]
    Comma,
    #[token(".")]
    Dot,
    #[token("...")]
    Ellipsis,
    #[token(";")]
    Semi,
    #[token("=")]
    Equal,
    #[token("->")]
    Rarrow,
    #[token("!")]
    Exclamation,

    #[token("+=")]
    PlusEqual,
    #[token("-=")]
    MinusEqual,
    #[token("*=")]
    StarEqual,
    #[token("/=")]
    SlashEqual,
    #[token("//=")]
    DoubleSlashEqual,
    #[token("%=")]
    PercentEqual,
    #[token("@=")]
    AtEqual,
    #[token("&=")]
    AmperEqual,
    #[token("|=")]
    VbarEqual,
    #[token("^=")]
    CircumflexEqual,
    #[token(">>=")]
    RightShiftEqual,
    #[token("<<=")]
    LeftShiftEqual,
    #[token("**=")]
    DoubleStarEqual,

    // Made by the layout filter, as are indents and dedents.
    Newline,

    /// `(` that opens a parenthesized list of with-items; made by the soft-keyword filter.
    WithLpar,
    /// What no grammar rule accepts; the lexer has recorded why.
    Invalid,
    /// End of the file; never given to the grammar.
    EndMarker,
}

impl Tok {
    /// Whether a soft keyword, which may be a name.
    #[inline]
    #[must_use]
    pub fn is_soft_keyword(self) -> bool {
        matches!(self, Tok::Match | Tok::Case | Tok::Type | Tok::Lazy)
    }

    /// Whether the lexer's state has nothing to do with it.
    #[inline]
    pub(super) fn is_plain(self) -> bool {
        self > Tok::TStringStart
    }

    /// Whether the filter of soft keywords has something to do.
    #[inline]
    pub(super) fn concerns_soft_keywords(self) -> bool {
        (Tok::Indent as u8..=Tok::With as u8).contains(&(self as u8))
    }

    /// Whether a reserved word.
    #[must_use]
    pub fn is_keyword(self) -> bool {
        (Tok::With as u8..=Tok::Yield as u8).contains(&(self as u8))
    }

    #[must_use]
    pub fn is_open_bracket(self) -> bool {
        matches!(self, Tok::Lpar | Tok::Lsqb | Tok::Lbrace | Tok::WithLpar)
    }

    #[must_use]
    pub fn is_close_bracket(self) -> bool {
        matches!(self, Tok::Rpar | Tok::Rsqb | Tok::Rbrace)
    }
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Tok,
    pub start: u32,
    pub end: u32,
}

impl Token {
    #[inline]
    #[must_use]
    pub fn new(kind: Tok, start: u32, end: u32) -> Self {
        Token { kind, start, end }
    }

    #[must_use]
    pub fn range(self) -> crate::TextRange {
        crate::TextRange::new(self.start, self.end)
    }
}
