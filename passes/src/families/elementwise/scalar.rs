//! Elementwise ops on single elements: the bodies of their loops.

use crate::families::{
    builder::Builder,
    nn::Predicate,
    types::{DType, Kind},
};
use janus_dialects::melior::ir::{Value, ValueLike};

impl<'c: 'a, 'a> Builder<'c, 'a> {
    fn same(&self, name: &str, operands: &[Value<'c, 'a>]) -> Value<'c, 'a> {
        self.value(name, operands, &[], operands[0].r#type())
    }

    /// `arith.select`.
    pub fn scalar_select(
        &self,
        condition: Value<'c, 'a>,
        on_true: Value<'c, 'a>,
        on_false: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        self.value(
            "arith.select",
            &[condition, on_true, on_false],
            &[],
            on_true.r#type(),
        )
    }

    /// A comparison as PyTorch makes it.
    pub fn scalar_compare(
        &self,
        predicate: Predicate,
        dtype: DType,
        lhs: Value<'c, 'a>,
        rhs: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        // The predicates of arith: oeq, une, olt, … and eq, ne, slt, …, ult, ….
        let (name, number) = match dtype.kind() {
            Kind::Float => ("arith.cmpf", [1, 13, 4, 5, 2, 3][predicate as usize]),
            Kind::Int => ("arith.cmpi", [0, 1, 2, 3, 4, 5][predicate as usize]),
            Kind::Bool => ("arith.cmpi", [0, 1, 6, 7, 8, 9][predicate as usize]),
        };
        let attributes = [("predicate", self.i64_attribute(number))];
        self.value(
            name,
            &[lhs, rhs],
            &attributes,
            DType::Bool.mlir(self.context),
        )
    }

    /// Conversion as C does it.
    pub fn scalar_cast(&self, value: Value<'c, 'a>, from: DType, to: DType) -> Value<'c, 'a> {
        if from == to {
            return value;
        }
        let through = |wide: DType| {
            let middle = self.scalar_cast(value, from, wide);
            self.scalar_cast(middle, wide, to)
        };
        // PyTorch has no other way from and to half precision than through `float32`, nor has LLVM for some types.
        if from.is_half() && to != DType::F32 && to != DType::Bool {
            return through(DType::F32);
        }
        if to.is_half() && from != DType::F32 {
            let middle = self.scalar_cast(value, from, DType::F32);
            // MLIR would make one conversion of the two; adding zero changes no number that an integer converts to.
            let middle = if from.is_float() {
                middle
            } else {
                self.same("arith.addf", &[middle, self.number(0, DType::F32)])
            };
            return self.scalar_cast(middle, DType::F32, to);
        }
        // What does not fit: C converts to the register's width and drops bits.
        if from.is_float() && matches!(to, DType::I8 | DType::I16) {
            return through(DType::I32);
        }
        let width = |dtype| match dtype {
            DType::Bool => 1,
            DType::I8 => 8,
            DType::I16 | DType::F16 | DType::BF16 => 16,
            DType::I32 | DType::F32 => 32,
            DType::I64 | DType::F64 => 64,
        };
        let name = match (from.kind(), to.kind()) {
            (_, Kind::Bool) => {
                let zero = self.number(0, from);
                return self.scalar_compare(Predicate::Ne, from, value, zero);
            }
            (Kind::Bool, Kind::Int) => "arith.extui",
            (Kind::Bool, Kind::Float) => "arith.uitofp",
            (Kind::Int, Kind::Float) => "arith.sitofp",
            (Kind::Float, Kind::Int) => return self.truncated_to(value, from, to),
            (Kind::Int, Kind::Int) if width(from) < width(to) => "arith.extsi",
            (Kind::Int, Kind::Int) => "arith.trunci",
            (Kind::Float, Kind::Float) if width(from) < width(to) => "arith.extf",
            (Kind::Float, Kind::Float) if width(from) > width(to) => "arith.truncf",
            // f16 and bf16 meet in f32.
            (Kind::Float, Kind::Float) => return through(DType::F32),
        };
        self.value(name, &[value], &[], to.mlir(self.context))
    }

    /// A float as an `int32` or `int64`: the least of these where it does not fit, as the processor converts it. LLVM's conversion
    /// is undefined there.
    fn truncated_to(&self, value: Value<'c, 'a>, from: DType, to: DType) -> Value<'c, 'a> {
        let (least, bound) = match to {
            DType::I32 => (i64::from(i32::MIN), -f64::from(i32::MIN)),
            _ => (i64::MIN, -(i64::MIN as f64)),
        };
        let converted = self.value("arith.fptosi", &[value], &[], to.mlir(self.context));
        let (low, high) = (self.number(-bound, from), self.number(bound, from));
        let fits = self.same(
            "arith.andi",
            &[
                self.scalar_compare(Predicate::Ge, from, value, low),
                self.scalar_compare(Predicate::Lt, from, value, high),
            ],
        );
        self.scalar_select(fits, converted, self.number(least, to))
    }

    /// An elementwise op of the dialect on elements; `None` for a name that is none.
    pub fn scalar_op(
        &self,
        name: &str,
        dtype: DType,
        operands: &[Value<'c, 'a>],
    ) -> Option<Value<'c, 'a>> {
        let kind = dtype.kind();
        let float = kind == Kind::Float;
        let pick = |on_float, on_int| if float { on_float } else { on_int };
        let name = match name {
            "nn.exp" => "math.exp",
            "nn.log" => "math.log",
            "nn.sqrt" => "math.sqrt",
            "nn.sin" => "math.sin",
            "nn.cos" => "math.cos",
            "nn.tan" => "math.tan",
            "nn.atan" => "math.atan",
            "nn.tanh" => "math.tanh",
            "nn.erf" => "math.erf",
            "nn.expm1" => "math.expm1",
            "nn.log1p" => "math.log1p",
            "nn.floor" => "math.floor",
            "nn.ceil" => "math.ceil",
            "nn.trunc" => "math.trunc",
            "nn.round" => "math.roundeven",
            "nn.pow" => "math.powf",
            "nn.atan2" => "math.atan2",
            "nn.div" => "arith.divf",
            "nn.and" => "arith.andi",
            "nn.or" => "arith.ori",
            "nn.xor" => "arith.xori",
            "nn.add" => pick("arith.addf", "arith.addi"),
            "nn.sub" => pick("arith.subf", "arith.subi"),
            "nn.mul" => pick("arith.mulf", "arith.muli"),
            "nn.abs" => pick("math.absf", "math.absi"),
            "nn.maximum" if kind == Kind::Bool => "arith.ori",
            "nn.minimum" if kind == Kind::Bool => "arith.andi",
            "nn.maximum" => pick("arith.maximumf", "arith.maxsi"),
            "nn.minimum" => pick("arith.minimumf", "arith.minsi"),
            _ => return self.composed_op(name, dtype, operands),
        };
        Some(self.same(name, operands))
    }

    /// Ops that take more than one of arith's.
    fn composed_op(
        &self,
        name: &str,
        dtype: DType,
        operands: &[Value<'c, 'a>],
    ) -> Option<Value<'c, 'a>> {
        let x = operands[0];
        let zero = || self.number(0, dtype);
        let one = || self.number(1, dtype);
        Some(match name {
            "nn.neg" if dtype.is_float() => self.same("arith.negf", &[x]),
            "nn.neg" => self.same("arith.subi", &[zero(), x]),
            "nn.not" => self.same("arith.xori", &[x, self.number(-1, dtype)]),
            "nn.rsqrt" => self.same("arith.divf", &[one(), self.same("math.sqrt", &[x])]),
            "nn.sigmoid" => {
                let e = self.same("math.exp", &[self.same("arith.negf", &[x])]);
                self.same("arith.divf", &[one(), self.same("arith.addf", &[one(), e])])
            }
            // NaN and -0.0 stay what they are.
            "nn.relu" if dtype.is_float() => {
                let below = self.scalar_compare(Predicate::Lt, dtype, x, zero());
                self.scalar_select(below, zero(), x)
            }
            "nn.relu" => self.same("arith.maxsi", &[x, zero()]),
            "nn.sign" => {
                let below = self.scalar_compare(Predicate::Lt, dtype, x, zero());
                let above = self.scalar_compare(Predicate::Gt, dtype, x, zero());
                let positive = self.scalar_select(above, one(), zero());
                self.scalar_select(below, self.number(-1, dtype), positive)
            }
            "nn.remainder" => self.remainder(dtype, x, operands[1]),
            "nn.floor_div" if dtype.is_float() => self.floor_div(dtype, x, operands[1]),
            "nn.floor_div" => self.same("arith.floordivsi", operands),
            _ => return None,
        })
    }

    /// Python's `%`: the sign of the divisor.
    fn remainder(&self, dtype: DType, x: Value<'c, 'a>, y: Value<'c, 'a>) -> Value<'c, 'a> {
        let float = dtype.is_float();
        let rest = self.same(if float { "arith.remf" } else { "arith.remsi" }, &[x, y]);
        let moved = self.same(if float { "arith.addf" } else { "arith.addi" }, &[rest, y]);
        self.scalar_select(self.signs_differ(dtype, rest, y), moved, rest)
    }

    /// Whether a remainder is not zero and has the other sign than its divisor.
    fn signs_differ(&self, dtype: DType, rest: Value<'c, 'a>, y: Value<'c, 'a>) -> Value<'c, 'a> {
        let zero = self.number(0, dtype);
        let some = self.scalar_compare(Predicate::Ne, dtype, rest, zero);
        let rest_below = self.scalar_compare(Predicate::Lt, dtype, rest, zero);
        let y_below = self.scalar_compare(Predicate::Lt, dtype, y, zero);
        let differ = self.same("arith.xori", &[rest_below, y_below]);
        self.same("arith.andi", &[some, differ])
    }

    /// Python's `//` on floats: exact where the quotient is next to an integer.
    fn floor_div(&self, dtype: DType, x: Value<'c, 'a>, y: Value<'c, 'a>) -> Value<'c, 'a> {
        let one = self.number(1, dtype);
        let rest = self.same("arith.remf", &[x, y]);
        let quotient = self.same("arith.divf", &[self.same("arith.subf", &[x, rest]), y]);
        let less = self.same("arith.subf", &[quotient, one]);
        let quotient = self.scalar_select(self.signs_differ(dtype, rest, y), less, quotient);
        let floor = self.same("math.floor", &[quotient]);
        let error = self.same("arith.subf", &[quotient, floor]);
        let half = self.number(0.5, dtype);
        let above = self.scalar_compare(Predicate::Gt, dtype, error, half);
        let rounded = self.scalar_select(above, self.same("arith.addf", &[floor, one]), floor);
        let zero = self.number(0, dtype);
        let plain = self.same("arith.divf", &[x, y]);
        // A quotient of 0 has the sign of the exact one.
        let none = self.scalar_compare(Predicate::Eq, dtype, quotient, zero);
        let signed = self.same("math.copysign", &[zero, plain]);
        let rounded = self.scalar_select(none, signed, rounded);
        let by_zero = self.scalar_compare(Predicate::Eq, dtype, y, zero);
        self.scalar_select(by_zero, plain, rounded)
    }
}
