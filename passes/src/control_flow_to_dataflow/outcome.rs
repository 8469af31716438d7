//! How a statement ends.

use super::liveness::{Locals, Targets};
use crate::rebuild::Emitter;
use janus_dialects::{
    PassResult,
    melior::ir::{Location, Value},
};
use std::collections::BTreeMap;

/// Whether something happens.
#[derive(Clone, Copy)]
pub enum Flag<'c, 'a> {
    /// It does not.
    Never,
    /// It does.
    Always,
    /// It does where this `i1` is true.
    When(Value<'c, 'a>),
}

impl<'c: 'a, 'a> Flag<'c, 'a> {
    /// Whether it may happen.
    pub fn possible(self) -> bool {
        !matches!(self, Self::Never)
    }

    /// As an `i1`.
    pub fn value(
        self,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        match self {
            Self::Never => emitter.truth(location, false),
            Self::Always => emitter.truth(location, true),
            Self::When(value) => Ok(value),
        }
    }

    /// The opposite.
    pub fn not(self, emitter: Emitter<'c, 'a>, location: Location<'c>) -> PassResult<'c, Self> {
        Ok(match self {
            Self::Never => Self::Always,
            Self::Always => Self::Never,
            Self::When(value) => Self::When(emitter.not(location, value)?),
        })
    }
}

/// What is known of a local's value.
#[derive(Clone, Copy)]
pub struct Binding<'c, 'a> {
    /// Whether it is bound.
    pub bound: Flag<'c, 'a>,
    /// The value, where it is.
    pub value: Value<'c, 'a>,
}

/// The locals that may be bound.
pub type Environment<'c, 'a> = BTreeMap<String, Binding<'c, 'a>>;

/// How a sequence of statements ends: exactly one of the flags holds when the program runs,
/// unless it has raised.
#[derive(Clone)]
pub struct Outcome<'c, 'a> {
    /// The statement behind is next.
    pub fall: Flag<'c, 'a>,
    /// The innermost loop is left.
    pub brk: Flag<'c, 'a>,
    /// The innermost loop goes on.
    pub cont: Flag<'c, 'a>,
    /// The function returns.
    pub ret: Flag<'c, 'a>,
    /// What it returns.
    pub returned: Option<Value<'c, 'a>>,
    /// The locals, those that are live where the exits lead.
    pub environment: Environment<'c, 'a>,
    /// The operands of the `pydyn.yield` or `pydyn.condition` at the end.
    pub yielded: Vec<Value<'c, 'a>>,
}

impl<'c: 'a, 'a> Outcome<'c, 'a> {
    /// Of statements that fall through.
    pub fn falls(environment: Environment<'c, 'a>) -> Self {
        Self {
            fall: Flag::Always,
            brk: Flag::Never,
            cont: Flag::Never,
            ret: Flag::Never,
            returned: None,
            environment,
            yielded: vec![],
        }
    }

    /// Of statements that end in a way of their own.
    pub fn leaves(environment: Environment<'c, 'a>) -> Self {
        Self {
            fall: Flag::Never,
            ..Self::falls(environment)
        }
    }

    /// The locals that are live where the exits lead.
    pub fn live(&self, targets: &Targets) -> Locals {
        let mut live = Locals::new();
        for (flag, target) in [
            (self.fall, &targets.fall),
            (self.brk, &targets.brk),
            (self.cont, &targets.cont),
        ] {
            if flag.possible() {
                live.extend(target.iter().cloned());
            }
        }
        live
    }

    /// The flags, to be treated alike.
    pub fn flags(&self) -> [Flag<'c, 'a>; 4] {
        [self.fall, self.brk, self.cont, self.ret]
    }

    /// Sets the flags.
    pub fn with_flags(mut self, [fall, brk, cont, ret]: [Flag<'c, 'a>; 4]) -> Self {
        (self.fall, self.brk, self.cont, self.ret) = (fall, brk, cont, ret);
        self
    }

    /// The same, where it is known not to fall through: the only other exit is then certain.
    pub fn not_falling(mut self) -> Self {
        self.fall = Flag::Never;
        let flags = self.flags();
        if flags.iter().filter(|flag| flag.possible()).count() == 1 {
            return self.with_flags(flags.map(|flag| {
                if flag.possible() {
                    Flag::Always
                } else {
                    Flag::Never
                }
            }));
        }
        self
    }
}
