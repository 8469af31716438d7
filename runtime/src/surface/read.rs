//! Reading the surface of a finished module: the `dataflow.object`s, the signature of the compiled function, the draws and
//! the commit of the graph.

use std::collections::HashMap;

use janus_dialects::PyType;
use janus_dialects::ir::{
    AttributeExt, BlockExt, Key, OperationExt, Order, TypeExt, ValueExt, call_chain, place,
    symbol_name,
};
use janus_dialects::melior::ir::attribute::StringAttribute;
use janus_dialects::melior::ir::operation::{OperationLike, OperationRef};
use janus_dialects::melior::ir::r#type::MemRefType;
use janus_dialects::melior::ir::{Attribute, BlockLike, Module, Type, Value, ValueLike};
use janus_passes::dataflow_to_func::SURFACE;

use super::backward::{set_kept, set_views};
use super::commit;
use super::types::{literal, number, products, tensor_type, value_type};
use super::{
    Access, Argument, Assertion, BackwardNode, Check, Dim, Draw, Layout, Object, Role, Size,
    Surface, TensorCheck, ValueType,
};

/// What is wrong with a module: a sentence.
pub type Malformed = String;

/// Reads the surface of a module that `dataflow-to-func` has been applied to. `assertions` are those of the graph before
/// it, in order, `nodes` what [`take_nodes`](super::take_nodes) has found there.
pub fn read(
    module: &Module<'_>,
    assertions: Vec<Assertion>,
    nodes: Vec<BackwardNode>,
) -> Result<Surface, Malformed> {
    let mut reader = Reader {
        surface: Surface {
            assertions,
            ..Surface::default()
        },
        ..Reader::default()
    };
    let mut graph = None;
    let mut functions = HashMap::new();
    for operation in module.body().operations() {
        match operation.op_name() {
            "dataflow.object" => reader.object(operation)?,
            "dataflow.graph" => graph = Some(operation),
            "func.func" => {
                functions.insert(symbol_name(operation).unwrap_or_default(), operation);
            }
            _ => (),
        }
    }
    let graph = graph.ok_or("there is no dataflow.graph")?;
    let name = symbol_name(graph).and_then(|name| name.strip_suffix(SURFACE));
    let name = name.ok_or("the graph is not the surface that dataflow-to-func leaves")?;
    reader.graph(graph)?;
    let function = functions
        .get(name)
        .ok_or_else(|| format!("there is no func.func @{name} beside its graph"))?;
    reader.function(*function)?;
    for mut node in nodes {
        let function = functions
            .get(&*node.name)
            .ok_or_else(|| format!("there is no func.func @{}", node.name))?;
        node.arguments = reader.backward(*function)?;
        set_views(&mut node.arguments, &node.views);
        set_kept(&mut node.arguments, &node.classes);
        reader.surface.backward.push(node);
    }
    reader.surface.name = name.to_owned();
    Ok(reader.surface)
}

/// The assertions of a module's graph and of the functions that it invokes, in the order in which the status of the compiled
/// function numbers them.
pub fn assertions(module: &Module<'_>) -> Vec<Assertion> {
    let all = |name: &'static str| {
        let operations = module.body().operations();
        operations.filter(move |operation| operation.is(name))
    };
    all("dataflow.graph")
        .chain(all("dataflow.function"))
        .flat_map(|graph| graph.walk(Order::Pre))
        .filter(|operation| operation.is("dataflow.assert"))
        .map(|operation| Assertion {
            message: operation
                .str_attr("assumption")
                .unwrap_or_default()
                .to_owned(),
            trace: call_chain(operation.location()),
        })
        .collect()
}

/// Removes what is not code from a module, so that the rest can be compiled.
pub fn strip(module: &mut Module<'_>) -> Result<(), Malformed> {
    let surface: Vec<_> = module
        .body()
        .operations()
        .filter(|operation| matches!(operation.dialect_name(), "dataflow" | "pydyn"))
        .collect();
    surface
        .into_iter()
        .try_for_each(|operation| operation.erase().map_err(|error| error.to_string()))
}

/// Gives the compiled function a symbol that no library has: one with a dot. A user's function may be called `erf` or
/// `malloc`.
pub fn mangle(module: &mut Module<'_>, surface: &mut Surface) {
    let function = module.body().operations().find(|operation| {
        operation.is("func.func") && symbol_name(*operation) == Some(surface.name.as_str())
    });
    if let Some(function) = function {
        surface.name.push_str(".call");
        let context = function.context();
        // SAFETY: the context outlives its module.
        let context = unsafe { context.to_ref() };
        function.set_attr("sym_name", StringAttribute::new(context, &surface.name));
    }
}

fn line_of(operation: OperationRef<'_, '_>) -> u32 {
    place(operation.location()).map_or(0, |place| place.start_line as u32)
}

pub(super) fn index(attribute: Attribute<'_>) -> Option<usize> {
    usize::try_from(attribute.as_int()?).ok()
}

#[derive(Default)]
pub(super) struct Reader {
    pub(super) surface: Surface,
    symbols: HashMap<String, usize>,
    dims: HashMap<String, usize>,
    /// The object that each `dataflow.state.read` reads, by its result.
    reads: HashMap<Key, usize>,
}

impl Reader {
    pub(super) fn symbol(&self, attribute: Attribute<'_>) -> Result<usize, Malformed> {
        let symbol = attribute
            .as_symbol()
            .ok_or_else(|| format!("{attribute} is no symbol"))?;
        self.symbols
            .get(symbol)
            .copied()
            .ok_or_else(|| format!("@{symbol} is not declared before its use"))
    }

    pub(super) fn object(&mut self, operation: OperationRef<'_, '_>) -> Result<(), Malformed> {
        let symbol = symbol_name(operation)
            .ok_or("a dataflow.object has no name")?
            .to_owned();
        let wrong = |message: &str| format!("dataflow.object @{symbol} {message}");
        let key = operation.attr("key");
        let text = || {
            let text = key.and_then(|key| key.as_str());
            text.map(str::to_owned)
                .ok_or_else(|| wrong("needs a string as its key"))
        };
        let constant = || literal(key.ok_or_else(|| wrong("needs a key"))?);
        let access = match operation.int_attr("access").unwrap_or(-1) {
            0 => Access::Argument(
                key.and_then(index)
                    .ok_or_else(|| wrong("needs an index as its key"))?,
            ),
            1 => Access::Function,
            2 => Access::Global(text()?),
            3 => Access::Cell(text()?),
            4 => Access::Attribute(text()?),
            5 => Access::Dict(text()?),
            6 => Access::Item(constant()?),
            7 => {
                Access::Lookup(self.symbol(key.ok_or_else(|| wrong("needs a symbol as its key"))?)?)
            }
            8 => Access::Type,
            9 => Access::Length,
            10 => Access::Keys,
            11 => Access::Default(text()?),
            12 => Access::Constant(constant()?),
            13 => Access::Import(text()?),
            14 => Access::Query(text()?),
            15 => Access::Member(text()?),
            16 => Access::Referent,
            other => return Err(wrong(&format!("has an unknown access {other}"))),
        };
        let parent = operation
            .attr("parent")
            .map(|parent| self.symbol(parent))
            .transpose()?;
        let r#type = operation
            .type_attr("type")
            .ok_or_else(|| wrong("has no type"))?;
        let expected = || {
            operation
                .attr("expected")
                .ok_or_else(|| wrong("expects nothing"))
        };
        let check = match operation.int_attr("check").unwrap_or(-1) {
            0 => Check::Nothing,
            1 => Check::Identity,
            2 => Check::Value(literal(expected()?)?),
            3 => Check::Type,
            4 => Check::Tensor(self.tensor_check(operation, r#type)?),
            5 => Check::Absent,
            6 => Check::Same(self.symbol(expected()?)?),
            7 => Check::Unchanged,
            other => return Err(wrong(&format!("has an unknown check {other}"))),
        };
        let mutable = matches!(
            PyType::of(r#type),
            Some(
                PyType::List(_)
                    | PyType::Dict(..)
                    | PyType::Set(_)
                    | PyType::Instance(_)
                    | PyType::Object
            )
        );
        self.symbols
            .insert(symbol.clone(), self.surface.objects.len());
        let id = operation
            .attr("object_id")
            .and_then(index)
            .and_then(|id| u32::try_from(id).ok());
        self.surface.objects.push(Object {
            symbol,
            access,
            parent,
            check,
            mutable,
            id,
            line: line_of(operation),
        });
        Ok(())
    }

    fn tensor_check(
        &mut self,
        operation: OperationRef<'_, '_>,
        r#type: Type<'_>,
    ) -> Result<TensorCheck, Malformed> {
        let (dtype, sizes) = tensor_type(r#type)?;
        let names = operation.str_array_attr("dims").unwrap_or_default();
        let mut dims = Vec::with_capacity(sizes.len());
        for (index, size) in sizes.iter().enumerate() {
            let name = names.get(index).copied().unwrap_or_default();
            dims.push(match size {
                Some(size) => Dim::Exact(*size),
                None if name.is_empty() => Dim::Any,
                None => Dim::Named(self.dim(name)),
            });
        }
        Ok(TensorCheck {
            dtype,
            dims,
            strides: products(operation, "strides")?,
            requires_grad: operation.attr("requires_grad").is_some(),
            leaf: operation.attr("leaf").is_some(),
        })
    }

    fn dim(&mut self, name: &str) -> usize {
        if let Some(index) = self.dims.get(name) {
            return *index;
        }
        let index = self.surface.dims.len();
        self.surface.dims.push(name.to_owned());
        self.dims.insert(name.to_owned(), index);
        index
    }

    /// The reads, the draws and the commit.
    fn graph(&mut self, graph: OperationRef<'_, '_>) -> Result<(), Malformed> {
        let block = graph.region_block(0).ok_or("the graph has no body")?;
        for operation in block.operations() {
            match operation.op_name() {
                "dataflow.state.read" => {
                    let object =
                        self.symbol(operation.attr("object").ok_or("a read names no object")?)?;
                    let result = operation.result_value(0).ok_or("a read has no result")?;
                    self.reads.insert(result.key(), object);
                }
                "dataflow.draw" => self.draw(operation)?,
                "dataflow.commit" => {
                    for operand in operation.operand_values() {
                        self.surface.values.push(value_type(operand.r#type())?);
                    }
                    self.surface.effects = commit::effects(operation, &self.symbols)?;
                }
                _ => (),
            }
        }
        if self.surface.effects.is_empty() {
            return Err("the graph has no commit".to_owned());
        }
        Ok(())
    }

    fn draw(&mut self, operation: OperationRef<'_, '_>) -> Result<(), Malformed> {
        let result = operation.result_value(0).ok_or("a draw has no result")?;
        let ValueType::Tensor { dtype, sizes } = value_type(result.r#type())? else {
            return Err("a draw gives no tensor".to_owned());
        };
        let method = operation
            .str_attr("distribution")
            .ok_or("a draw has no distribution")?
            .to_owned();
        let parameters = operation
            .array_attr("parameters")
            .ok_or("a draw has no parameters")?;
        let parameters = parameters
            .into_iter()
            .map(literal)
            .collect::<Result<_, _>>()?;
        let mut dynamic = operation.operand_values().into_iter();
        let sizes = sizes
            .into_iter()
            .map(|size| match size {
                Some(size) => Ok(Size::Exact(size)),
                None => self.size(dynamic.next().ok_or("a draw has too few sizes")?),
            })
            .collect::<Result<_, _>>()?;
        self.surface.draws.push(Draw {
            method,
            parameters,
            dtype,
            sizes,
            strides: products(operation, "strides")?,
        });
        Ok(())
    }

    /// A size that follows from the sizes of what is read.
    fn size(&self, value: Value<'_, '_>) -> Result<Size, Malformed> {
        let unknown =
            || "the size of a draw is computed from what is not known at entry".to_owned();
        let operation = value.defining_op().ok_or_else(unknown)?;
        match operation.op_name() {
            "arith.constant" => Ok(Size::Exact(
                operation.int_attr("value").ok_or_else(unknown)?,
            )),
            "tensor.dim" => {
                let source = operation.operand_value(0).ok_or_else(unknown)?;
                let object = self.reads.get(&source.key()).ok_or_else(unknown)?;
                match self.size(operation.operand_value(1).ok_or_else(unknown)?)? {
                    Size::Exact(dimension) => Ok(Size::Of(
                        *object,
                        usize::try_from(dimension).map_err(|_| unknown())?,
                    )),
                    _ => Err(unknown()),
                }
            }
            "arith.muli" => {
                let factors = operation
                    .operand_values()
                    .into_iter()
                    .map(|factor| self.size(factor));
                factors.collect::<Result<_, _>>().map(Size::Product)
            }
            _ => Err(unknown()),
        }
    }

    fn function(&mut self, function: OperationRef<'_, '_>) -> Result<(), Malformed> {
        for (attributes, argument) in signature(function)? {
            let entry = |name: &str| attributes.and_then(|attributes| attributes.dict_entry(name));
            let output = entry("janus.output").and_then(index);
            let (role, output) = if let Some(object) = entry("janus.input") {
                (Role::Input(self.symbol(object)?), output)
            } else if let Some(draw) = entry("janus.draw").and_then(index) {
                (Role::Draw(draw), None)
            } else {
                (
                    Role::Output(output.ok_or("an argument of the function has no role")?),
                    None,
                )
            };
            let value = self.value_of(&role, argument.r#type())?;
            let layout = layout(argument.r#type())?;
            self.surface.arguments.push(Argument {
                role,
                output,
                value,
                layout,
            });
        }
        Ok(())
    }

    /// A memref of rank 0 may hold a number or a tensor without dimensions: what it stands for says which.
    pub(super) fn value_of(&self, role: &Role, r#type: Type<'_>) -> Result<ValueType, Malformed> {
        let is_number = match role {
            Role::Input(object) => !matches!(self.surface.objects[*object].check, Check::Tensor(_)),
            Role::Draw(_) => false,
            Role::Output(value) => !matches!(
                self.surface.values.get(*value),
                Some(ValueType::Tensor { .. })
            ),
        };
        let memory = memory_type(r#type)?;
        if !is_number {
            return Ok(memory);
        }
        match memory {
            ValueType::Tensor { dtype, sizes } if sizes.is_empty() => number(dtype),
            other => Err(format!("a number is passed as {other:?}")),
        }
    }
}

/// The arguments of a function, each with its dictionary of attributes.
pub(super) fn signature<'c, 'a>(
    function: OperationRef<'c, 'a>,
) -> Result<Vec<(Option<Attribute<'c>>, Value<'c, 'a>)>, Malformed> {
    let block = function.region_block(0).ok_or("the function has no body")?;
    let dictionaries = function.array_attr("arg_attrs").unwrap_or_default();
    (0..block.argument_count())
        .map(|position| {
            let argument = block
                .argument(position)
                .map_err(|error| error.to_string())?;
            Ok((dictionaries.get(position).copied(), argument.into()))
        })
        .collect()
}

pub(super) fn memory_type(r#type: Type<'_>) -> Result<ValueType, Malformed> {
    if !r#type.is_memref() {
        return Err(format!("{type} is no memref"));
    }
    value_type(r#type)
}

pub(super) fn layout(r#type: Type<'_>) -> Result<Layout, Malformed> {
    let memref = MemRefType::try_from(r#type).map_err(|_| format!("{type} is no memref"))?;
    let text = memref.layout().to_string();
    let Some(strides) = text
        .strip_prefix("strided<[")
        .and_then(|rest| rest.split(']').next())
    else {
        return Ok(Layout::Contiguous);
    };
    let strides: Vec<&str> = strides
        .split(", ")
        .filter(|stride| !stride.is_empty())
        .collect();
    Ok(match strides.split_last() {
        Some((&"1", others)) if others.iter().all(|stride| *stride == "?") => {
            Layout::LastContiguous
        }
        Some((&"?", others)) if others.iter().all(|stride| *stride == "?") => Layout::Strided,
        _ => Layout::Contiguous,
    })
}
