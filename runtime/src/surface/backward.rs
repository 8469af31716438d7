//! The nodes of PyTorch's tape that stand for a call, as `build-backward` describes them.

use janus_dialects::ir::ValueExt;
use janus_dialects::ir::{AttributeExt, BlockExt, OperationExt, PrintOptions, symbol_name};
use janus_dialects::melior::ir::attribute::DenseI64ArrayAttribute;
use janus_dialects::melior::ir::operation::OperationRef;
use janus_dialects::melior::ir::{Attribute, Module, ValueLike};
use janus_passes::build_backward::{TAPE, VIEWS};

use super::read::{Malformed, Reader, index, layout, memory_type, signature};
use super::{
    BackwardArgument, BackwardNode, BackwardRole, Partial, Role, TapeClass, ValueType, View,
};

/// Takes the backward functions of single seeds out of a module that `build-backward` has been applied to, and says what
/// nodes there are. Their arguments are not known before `dataflow-to-func`.
pub fn take_nodes(module: &mut Module<'_>) -> Result<Vec<BackwardNode>, Malformed> {
    let mut objects = String::new();
    let mut functions = Vec::new();
    for operation in module.body().operations() {
        match operation.op_name() {
            "dataflow.object" => {
                objects += &operation.text(PrintOptions::default());
                objects.push('\n');
            }
            "dataflow.function" if operation.attr(TAPE).is_some() => functions.push(operation),
            _ => {}
        }
    }
    let mut nodes: Vec<BackwardNode> = Vec::new();
    for function in functions {
        let name = symbol_name(function).ok_or("a backward function has no name")?;
        let whole = nodes.iter_mut().find(|node| {
            name.strip_prefix(&*node.name)
                .is_some_and(|rest| rest.starts_with('.'))
        });
        let Some(node) = whole else {
            nodes.push(BackwardNode {
                name: name.to_owned(),
                classes: classes(function)?,
                views: views(function)?,
                ..BackwardNode::default()
            });
            continue;
        };
        let seed = name[node.name.len() + 1..]
            .parse()
            .map_err(|_| format!("@{name} is the derivative of no value"))?;
        node.partial.push(Partial {
            seed,
            name: name.to_owned(),
            text: format!("{objects}{}", function.text(PrintOptions::default())),
        });
        function.erase().map_err(|error| error.to_string())?;
    }
    Ok(nodes)
}

fn classes(function: OperationRef<'_, '_>) -> Result<Vec<TapeClass>, Malformed> {
    let malformed = || format!("{TAPE} is malformed");
    let numbers = |entry: Attribute<'_>, name: &str| -> Result<Vec<usize>, Malformed> {
        let list = entry
            .dict_entry(name)
            .and_then(|list| DenseI64ArrayAttribute::try_from(list).ok())
            .ok_or_else(malformed)?;
        (0..list.len())
            .map(|position| {
                let number = list.element(position).map_err(|_| malformed())?;
                usize::try_from(number).map_err(|_| malformed())
            })
            .collect()
    };
    function
        .array_attr(TAPE)
        .ok_or_else(malformed)?
        .into_iter()
        .map(|class| {
            Ok(TapeClass {
                seeds: numbers(class, "seeds")?,
                reads: numbers(class, "reads")?,
                keeps: numbers(class, "keeps")?,
            })
        })
        .collect()
}

/// The views that the functions of a module leave to be made of their gradients; of one function that is alone in it.
pub fn read_views(module: &Module<'_>) -> Result<Vec<Vec<View>>, Malformed> {
    let function = module
        .body()
        .operations()
        .find(|operation| operation.op_name() == "dataflow.function");
    function.map_or(Ok(Vec::new()), views)
}

fn views(function: OperationRef<'_, '_>) -> Result<Vec<Vec<View>>, Malformed> {
    let malformed = || format!("{VIEWS} is malformed");
    let view = |entry: Attribute<'_>| {
        ["permute", "expand", "reshape", "narrow", "channels_last"]
            .into_iter()
            .find_map(|method| {
                let numbers = entry.dict_entry(method)?.as_i64_array()?;
                Some(View { method, numbers })
            })
            .ok_or_else(malformed)
    };
    let of_result = |list: Attribute<'_>| -> Result<Vec<View>, Malformed> {
        let list = list.as_array().ok_or_else(malformed)?;
        list.into_iter().map(view).collect()
    };
    let lists = function.array_attr(VIEWS).unwrap_or_default();
    lists.into_iter().map(of_result).collect()
}

/// Says of arguments whether PyTorch keeps them.
pub fn set_kept(arguments: &mut [BackwardArgument], classes: &[TapeClass]) {
    for position in classes.iter().flat_map(|class| &class.keeps) {
        if let Some(argument) = arguments.get_mut(*position) {
            argument.kept = true;
        }
    }
}

/// Says of the gradients among arguments which views are to be made of them.
pub fn set_views(arguments: &mut [BackwardArgument], views: &[Vec<View>]) {
    let gradients = arguments
        .iter_mut()
        .filter(|argument| matches!(argument.role, BackwardRole::Gradient(_)));
    for (gradient, views) in gradients.zip(views) {
        gradient.views.clone_from(views);
    }
}

/// The arguments of the one backward function in a module that `dataflow-to-func` has been applied to. `values` are the
/// types of the graph's commit.
pub fn read_partial(
    module: &Module<'_>,
    values: &[ValueType],
) -> Result<Vec<BackwardArgument>, Malformed> {
    let mut reader = Reader::default();
    reader.surface.values = values.to_vec();
    let mut arguments = None;
    for operation in module.body().operations() {
        match operation.op_name() {
            "dataflow.object" => reader.object(operation)?,
            "func.func" => arguments = Some(reader.backward(operation)?),
            _ => {}
        }
    }
    arguments.ok_or_else(|| "there is no backward function".to_owned())
}

impl Reader {
    pub(super) fn backward(
        &self,
        function: OperationRef<'_, '_>,
    ) -> Result<Vec<BackwardArgument>, Malformed> {
        let mut arguments = Vec::new();
        for (attributes, argument) in signature(function)? {
            let entry = |name: &str| attributes.and_then(|attributes| attributes.dict_entry(name));
            let role = if let Some(object) = entry("janus.gradient") {
                BackwardRole::Gradient(self.symbol(object)?)
            } else if let Some(value) = entry("janus.seed").and_then(index) {
                BackwardRole::Seed(value)
            } else if let Some(object) = entry("janus.input") {
                BackwardRole::Input(self.symbol(object)?)
            } else if let Some(draw) = entry("janus.draw").and_then(index) {
                BackwardRole::Draw(draw)
            } else if let Some(value) = entry("janus.saved").and_then(index) {
                BackwardRole::Saved(value)
            } else {
                return Err("an argument of the backward function has no role".to_owned());
            };
            let value = match &role {
                BackwardRole::Input(object) => {
                    self.value_of(&Role::Input(*object), argument.r#type())?
                }
                BackwardRole::Saved(value) => {
                    self.value_of(&Role::Output(*value), argument.r#type())?
                }
                _ => memory_type(argument.r#type())?,
            };
            let layout = layout(argument.r#type())?;
            arguments.push(BackwardArgument {
                role,
                value,
                layout,
                used: argument.has_uses(),
                kept: false,
                views: Vec::new(),
            });
        }
        Ok(arguments)
    }
}
