//! Results: into arguments, or into buffers that the function asks for.

use super::{
    Function,
    signature::{is_dynamic, memory_type},
};
use crate::rebuild::{Emitter, dimensions};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, Identifier, Location, Type, Value, ValueLike,
        attribute::{DenseI64ArrayAttribute, FlatSymbolRefAttribute, IntegerAttribute},
        r#type::RankedTensorType,
    },
};

/// The runtime's function that makes the buffer of a result.
pub const ALLOCATE: (&str, &str) = ("janus_allocate", "!llvm.func<ptr (i64, i64, ptr)>");

impl<'c: 'a, 'a> Function<'c, 'a> {
    /// Writes all results, at the end of the program.
    pub(super) fn write_results(
        &mut self,
        values: &[Value<'c, 'a>],
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c> {
        let mut written = vec![];
        for (index, value) in values.iter().enumerate() {
            let place = self
                .places
                .iter()
                .find(|place| place.result == index)
                .copied();
            match place {
                Some(place) => match place.tensor {
                    // On tensors first: bufferization then sees what is still read, and computes
                    // in place where nothing is.
                    Some(tensor) => {
                        let kind = "bufferization.materialize_in_destination";
                        let done = emitter.value(
                            kind,
                            location,
                            &[*value, tensor],
                            value.r#type(),
                            &[],
                        )?;
                        written.push((done, place.memory));
                    }
                    None if RankedTensorType::try_from(value.r#type()).is_ok() => {
                        materialize(*value, place.memory, emitter, location)?;
                    }
                    None => {
                        let operands = [*value, place.memory];
                        emitter.op("memref.store", location, &operands, &[], &[], vec![])?;
                    }
                },
                None => self.write_allocated(index, *value, emitter, location)?,
            }
        }
        for (value, memory) in written {
            materialize(value, memory, emitter, location)?;
        }
        Ok(())
    }

    /// Asks for a buffer, and writes a result there if it gets one.
    fn write_allocated(
        &mut self,
        index: usize,
        value: Value<'c, 'a>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c> {
        if !is_dynamic(value.r#type()) {
            return Err(Diagnostic::error(
                location,
                format!("value {index} of the commit has no argument"),
            )
            .into());
        }
        self.used.insert(ALLOCATE);
        let build = Build { emitter, location };
        let tensor = RankedTensorType::try_from(value.r#type())?;
        let shape = dimensions(&tensor);
        let (i64, pointer) = (emitter.integer_type(64), build.pointer()?);

        let mut sizes = vec![];
        for (dimension, size) in shape.iter().enumerate() {
            sizes.push(match size {
                Some(size) => build.i64(i64::try_from(*size).unwrap_or(i64::MAX))?,
                None => {
                    let index_type = Type::index(emitter.context);
                    let number = i64::try_from(dimension).unwrap_or(i64::MAX);
                    let number = emitter.integer(location, number, index_type)?;
                    let size = build.op("tensor.dim", &[value, number], index_type)?;
                    build.op("arith.index_cast", &[size], i64)?
                }
            });
        }
        let rank = build.i64(i64::try_from(sizes.len()).unwrap_or(i64::MAX))?;
        let list = build.alloca(rank, i64)?;
        for (position, size) in sizes.iter().enumerate() {
            let place = build.element(list, position)?;
            emitter.op("llvm.store", location, &[*size, place], &[], &[], vec![])?;
        }
        let number = build.i64(i64::try_from(index).unwrap_or(i64::MAX))?;
        let data = build.call(ALLOCATE.0, &[number, rank, list], pointer)?;

        let null = build.op("llvm.mlir.zero", &[], pointer)?;
        let predicate: Attribute = IntegerAttribute::new(i64, 1).into();
        let predicate = emitter.named("predicate", predicate);
        let i1 = emitter.i1();
        let given = emitter.value("llvm.icmp", location, &[data, null], i1, &[predicate])?;
        let (then, inside) = emitter.region(&[], location);
        let memory = Build {
            emitter: inside,
            location,
        }
        .descriptor(data, &sizes, value.r#type())?;
        // Not through a tensor of the buffer: the value is computed before there is one.
        materialize(value, memory, inside, location)?;
        inside.op("scf.yield", location, &[], &[], &[], vec![])?;
        let regions = vec![then, janus_dialects::melior::ir::Region::new()];
        emitter.op("scf.if", location, &[given], &[], &[], regions)?;
        Ok(())
    }
}

fn janus_type<'c>(r#type: Type<'c>) -> Attribute<'c> {
    janus_dialects::melior::ir::attribute::TypeAttribute::new(r#type).into()
}

/// The contents of a buffer, as a value. One for each buffer: so that bufferization sees every
/// read and write of it.
pub fn to_tensor<'c: 'a, 'a>(
    memory: Value<'c, 'a>,
    r#type: Type<'c>,
    writable: bool,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let unit = Attribute::unit(emitter.context);
    let mut attributes = vec![emitter.named("restrict", unit)];
    if writable {
        attributes.push(emitter.named("writable", unit));
    }
    let kind = "bufferization.to_tensor";
    emitter.value(kind, location, &[memory], r#type, &attributes)
}

pub fn materialize<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    memory: Value<'c, 'a>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c> {
    let writable = emitter.named("writable", Attribute::unit(emitter.context));
    let kind = "bufferization.materialize_in_destination";
    emitter.op(kind, location, &[value, memory], &[], &[writable], vec![])?;
    Ok(())
}

/// Operations of the `llvm` dialect.
#[derive(Clone, Copy)]
pub(super) struct Build<'c, 'a> {
    pub emitter: Emitter<'c, 'a>,
    pub location: Location<'c>,
}

impl<'c: 'a, 'a> Build<'c, 'a> {
    pub fn op(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        r#type: Type<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        self.emitter
            .value(name, self.location, operands, r#type, &[])
    }

    pub fn i64(&self, value: i64) -> PassResult<'c, Value<'c, 'a>> {
        let r#type = self.emitter.integer_type(64);
        self.emitter.integer(self.location, value, r#type)
    }

    fn parse(&self, text: &str) -> PassResult<'c, Type<'c>> {
        Type::parse(self.emitter.context, text)
            .ok_or_else(|| Diagnostic::error(self.location, format!("{text} is no type")).into())
    }

    pub fn pointer(&self) -> PassResult<'c, Type<'c>> {
        self.parse("!llvm.ptr")
    }

    /// The address of an element of a list of `i64`.
    pub fn element(&self, list: Value<'c, 'a>, position: usize) -> PassResult<'c, Value<'c, 'a>> {
        let context = self.emitter.context;
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        let indices: Attribute =
            janus_dialects::melior::ir::attribute::DenseI32ArrayAttribute::new(
                context,
                &[position],
            )
            .into();
        let attributes = [
            self.emitter.named("rawConstantIndices", indices),
            self.emitter
                .named("elem_type", janus_type(self.emitter.integer_type(64))),
        ];
        let r#type = self.pointer()?;
        self.emitter.value(
            "llvm.getelementptr",
            self.location,
            &[list],
            r#type,
            &attributes,
        )
    }

    /// Memory for some elements, until the function returns.
    pub fn alloca(&self, count: Value<'c, 'a>, element: Type<'c>) -> PassResult<'c, Value<'c, 'a>> {
        let element = self.emitter.named("elem_type", janus_type(element));
        let pointer = self.pointer()?;
        let kind = "llvm.alloca";
        self.emitter
            .value(kind, self.location, &[count], pointer, &[element])
    }

    /// Calls a function of the runtime's.
    pub fn call(
        &self,
        function: &str,
        operands: &[Value<'c, 'a>],
        r#type: Type<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let context = self.emitter.context;
        let callee: Attribute = FlatSymbolRefAttribute::new(context, function).into();
        let segments: Attribute =
            janus_dialects::melior::ir::attribute::DenseI32ArrayAttribute::new(
                context,
                &[i32::try_from(operands.len()).unwrap_or(0), 0],
            )
            .into();
        let bundles: Attribute =
            janus_dialects::melior::ir::attribute::DenseI32ArrayAttribute::new(context, &[]).into();
        let attributes: Vec<(Identifier<'c>, Attribute<'c>)> = vec![
            self.emitter.named("callee", callee),
            self.emitter.named("operandSegmentSizes", segments),
            self.emitter.named("op_bundle_sizes", bundles),
        ];
        self.emitter
            .value("llvm.call", self.location, operands, r#type, &attributes)
    }

    /// A contiguous memref of these sizes.
    pub fn descriptor(
        &self,
        data: Value<'c, 'a>,
        sizes: &[Value<'c, 'a>],
        tensor: Type<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let rank = sizes.len();
        let r#type = self.parse(&match rank {
            0 => "!llvm.struct<(ptr, ptr, i64)>".to_owned(),
            _ => format!("!llvm.struct<(ptr, ptr, i64, array<{rank} x i64>, array<{rank} x i64>)>"),
        })?;
        let insert = |descriptor, value, place: &[i64]| {
            let position: Attribute =
                DenseI64ArrayAttribute::new(self.emitter.context, place).into();
            let position = self.emitter.named("position", position);
            self.emitter.value(
                "llvm.insertvalue",
                self.location,
                &[descriptor, value],
                r#type,
                &[position],
            )
        };
        let mut descriptor = self.op("llvm.mlir.poison", &[], r#type)?;
        descriptor = insert(descriptor, data, &[0])?;
        descriptor = insert(descriptor, data, &[1])?;
        descriptor = insert(descriptor, self.i64(0)?, &[2])?;
        let mut stride = self.i64(1)?;
        for (dimension, size) in sizes.iter().enumerate().rev() {
            let place = i64::try_from(dimension).unwrap_or(i64::MAX);
            descriptor = insert(descriptor, *size, &[3, place])?;
            descriptor = insert(descriptor, stride, &[4, place])?;
            stride = self.op(
                "arith.muli",
                &[stride, *size],
                self.emitter.integer_type(64),
            )?;
        }
        let memory = memory_type(self.emitter.context, tensor, self.location)?;
        self.op("builtin.unrealized_conversion_cast", &[descriptor], memory)
    }
}
