//! Attribute look-up as CPython does it, up to the point where code would run.

use janus_passes::world::{Attribute, Member, MemberKind, ObjectId, TensorMember};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyFunction, PyModule, PyString, PyTuple, PyType};

use super::lookup;
use super::names;
use super::table::Table;

/// C getters that only report: they have no effect, run no code of the user's, and two calls in a row agree. The
/// others, such as `Tensor.T`, do work, and are reported as properties with a getter written in C.
const PURE_GETTERS: &[(&str, &[&str])] = &[
    (
        "torch.Tensor",
        &[
            "grad",
            "shape",
            "dtype",
            "requires_grad",
            "is_leaf",
            "data",
            "device",
            "ndim",
            "layout",
            "is_cuda",
            "is_cpu",
            "is_meta",
            "is_sparse",
            "is_sparse_csr",
            "is_quantized",
            "is_mkldnn",
            "is_nested",
            "is_mps",
            "is_xla",
            "is_xpu",
            "is_vulkan",
            "is_ipu",
            "is_mtia",
            "is_maia",
            "retains_grad",
            "grad_fn",
            "_grad_fn",
            "output_nr",
            "_base",
            "_version",
            "_backward_hooks",
            "_post_accumulate_grad_hooks",
            "name",
            "itemsize",
            "nbytes",
            "grad_dtype",
            "_grad",
            "_has_symbolic_sizes_strides",
        ],
    ),
    (
        "builtins.function",
        &[
            "__name__",
            "__qualname__",
            "__code__",
            "__defaults__",
            "__kwdefaults__",
            "__dict__",
            "__annotations__",
        ],
    ),
    (
        "builtins.type",
        &[
            "__name__",
            "__qualname__",
            "__module__",
            "__bases__",
            "__dict__",
            "__doc__",
        ],
    ),
    ("builtins.object", &["__class__"]),
    ("builtins.method", &["__doc__"]),
    ("torch.device", &["type", "index"]),
    (
        "torch.dtype",
        &["is_floating_point", "is_complex", "is_signed", "itemsize"],
    ),
    (
        "torch.finfo",
        &[
            "bits",
            "eps",
            "max",
            "min",
            "smallest_normal",
            "smallest_subnormal",
            "tiny",
            "resolution",
        ],
    ),
    ("torch.iinfo", &["bits", "max", "min"]),
    (
        "builtins.int",
        &["real", "imag", "numerator", "denominator"],
    ),
    ("builtins.float", &["real", "imag"]),
];

/// The four kinds of descriptors that have a meaning of their own here.
struct Descriptors {
    property: Py<PyType>,
    static_method: Py<PyType>,
    class_method: Py<PyType>,
    getset: Py<PyType>,
    member: Py<PyType>,
    /// Descriptors that bind when they are read and have no other effect.
    binding: [Py<PyType>; 3],
}

static DESCRIPTORS: PyOnceLock<Descriptors> = PyOnceLock::new();

fn descriptors(py: Python<'_>) -> PyResult<&Descriptors> {
    DESCRIPTORS.get_or_try_init(py, || {
        let class = |module, name| lookup::library_class(py, module, name);
        Ok(Descriptors {
            property: class("builtins", "property")?,
            static_method: class("builtins", "staticmethod")?,
            class_method: class("builtins", "classmethod")?,
            getset: class("types", "GetSetDescriptorType")?,
            member: class("types", "MemberDescriptorType")?,
            binding: [
                class("types", "MethodDescriptorType")?,
                class("types", "WrapperDescriptorType")?,
                class("types", "ClassMethodDescriptorType")?,
            ],
        })
    })
}

/// `object.name`.
pub fn attribute<'py>(
    object: &Bound<'py, PyAny>,
    name: &str,
    table: &mut Table<'py>,
) -> PyResult<Attribute> {
    let name = PyString::intern(object.py(), name);
    if let Ok(class) = object.cast::<PyType>() {
        return of_class(class, &name, table);
    }
    if let Ok(module) = object.cast::<PyModule>() {
        return of_module(module, &name, table);
    }
    let class = object.get_type();
    if !lookup::looks_up_generically(&class) {
        return own_look_up(&class);
    }
    let on_class = lookup::in_class(&class, &name);
    let data = on_class.as_ref().is_some_and(|found| {
        let (get, set) = lookup::descriptor_kind(found);
        get && set
    });
    if data && let Some(found) = on_class {
        return bind(found, object, &class, &name, table);
    }
    if let Some(dict) = lookup::instance_dict(object)
        && let Some(value) = dict.get_item(&name)?
    {
        return Ok(Attribute::Own(table.intern(value)));
    }
    match on_class {
        Some(found) => bind(found, object, &class, &name, table),
        None => Ok(hook(&class, table)),
    }
}

/// `super(class, object).name`: the look-up begins after `class` in the order of `object`'s type.
pub fn super_attribute<'py>(
    class: &Bound<'py, PyType>,
    object: &Bound<'py, PyAny>,
    name: &str,
    table: &mut Table<'py>,
) -> PyResult<Attribute> {
    let py = object.py();
    let name = PyString::intern(py, name);
    // `super()` in a class method has the class itself as its object.
    let start = match object.cast::<PyType>() {
        Ok(own) if lookup::derives(own, class) => own.clone(),
        _ => object.get_type(),
    };
    let mut bases = start
        .mro()
        .iter()
        .skip_while(|base| !base.is(class))
        .skip(1);
    let found = bases.find_map(|base| {
        let base = base.cast_into::<PyType>().ok()?;
        in_own_dict(&base, &name).transpose()
    });
    match found.transpose()? {
        Some(found) => bind(found, object, &start, &name, table),
        None => Ok(Attribute::Missing),
    }
}

/// What the class itself holds under `name`, not its bases.
fn in_own_dict<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = class.py();
    // Past a metaclass's own idea of `__dict__`.
    let getter = lookup::in_class(&py.get_type::<PyType>(), pyo3::intern!(py, "__dict__"));
    let Some(getter) = getter else {
        return Ok(None);
    };
    let dict = getter.call_method1("__get__", (class, class.get_type()))?;
    if dict.contains(name)? {
        Ok(Some(dict.get_item(name)?))
    } else {
        Ok(None)
    }
}

fn hook<'py>(class: &Bound<'py, PyType>, table: &mut Table<'py>) -> Attribute {
    match lookup::in_class(class, pyo3::intern!(class.py(), "__getattr__")) {
        Some(function) => Attribute::Hook(table.intern(function)),
        None => Attribute::Missing,
    }
}

/// What reading `found`, an entry of a class, through `object` gives.
fn bind<'py>(
    found: Bound<'py, PyAny>,
    object: &Bound<'py, PyAny>,
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
    table: &mut Table<'py>,
) -> PyResult<Attribute> {
    let py = object.py();
    let kinds = descriptors(py)?;
    let kind = found.get_type();
    if found.is_exact_instance_of::<PyFunction>()
        || kinds.binding.iter().any(|binding| kind.is(binding))
    {
        return Ok(Attribute::Class(table.intern(found)));
    }
    if kind.is(&kinds.static_method) {
        return Ok(Attribute::Static(table.intern(found.getattr("__func__")?)));
    }
    if kind.is(&kinds.class_method) {
        let function = table.intern(found.getattr("__func__")?);
        return Ok(Attribute::ClassMethod {
            function,
            receiver: table.intern(class.clone().into_any()),
        });
    }
    if kind.is(&kinds.property) {
        let getter = found.getattr("fget")?;
        return Ok(if getter.is_none() {
            hook(class, table)
        } else {
            Attribute::Property(table.intern(getter))
        });
    }
    if kind.is(&kinds.member) {
        // A slot: reading it runs nothing, and fails where it is unset.
        return Ok(match found.call_method1("__get__", (object, class)) {
            Ok(value) => Attribute::Computed(table.intern(value)),
            Err(_) => hook(class, table),
        });
    }
    if kind.is(&kinds.getset) {
        if is_pure(&found, name)? {
            let value = found.call_method1("__get__", (object, class))?;
            return Ok(Attribute::Computed(table.intern(value)));
        }
        return Ok(Attribute::Property(table.intern(found)));
    }
    if lookup::descriptor_kind(&found).0 {
        return Ok(Attribute::Opaque(format!(
            "{}.{} (a {})",
            names::of_class(class)?,
            name.to_str()?,
            names::of_class(&kind)?
        )));
    }
    Ok(Attribute::Class(table.intern(found)))
}

/// What instances of `class` find under `name` on it and its bases.
pub fn member<'py>(
    class: &Bound<'py, PyType>,
    name: &str,
    table: &mut Table<'py>,
) -> PyResult<Option<Member>> {
    let py = class.py();
    let name = PyString::intern(py, name);
    let Some(found) = lookup::in_class(class, &name) else {
        return Ok(None);
    };
    let kinds = descriptors(py)?;
    let class_of_found = found.get_type();
    let mut part = |name: &str| -> PyResult<Option<ObjectId>> {
        let part = found.getattr(name)?;
        Ok((!part.is_none()).then(|| table.intern(part)))
    };
    let kind = if found.is_exact_instance_of::<PyFunction>()
        || class_of_found.is(&kinds.binding[0])
        || class_of_found.is(&kinds.binding[1])
    {
        MemberKind::Function
    } else if class_of_found.is(&kinds.static_method) {
        MemberKind::Static(table.intern(found.getattr("__func__")?))
    } else if class_of_found.is(&kinds.class_method) {
        MemberKind::ClassMethod(table.intern(found.getattr("__func__")?))
    } else if class_of_found.is(&kinds.property) {
        MemberKind::Property {
            get: part("fget")?,
            set: part("fset")?,
            delete: part("fdel")?,
        }
    } else if let Some(index) = field(class, &found, &name)? {
        MemberKind::Field(index)
    } else if class_of_found.is(&kinds.member) {
        MemberKind::Slot
    } else if class_of_found.is(&kinds.getset) {
        MemberKind::Getset
    } else {
        let has =
            |name: &str| lookup::in_class(&class_of_found, &PyString::intern(py, name)).is_some();
        match lookup::descriptor_kind(&found) {
            (false, false) => MemberKind::Plain,
            _ => MemberKind::Descriptor {
                get: has("__get__"),
                set: has("__set__"),
                delete: has("__delete__"),
            },
        }
    };
    Ok(Some(Member {
        value: table.intern(found),
        kind,
    }))
}

/// The index of a field of a named tuple, or of one of the tuples with names that are written in C.
fn field<'py>(
    class: &Bound<'py, PyType>,
    found: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<usize>> {
    let py = class.py();
    if !lookup::derives(class, &py.get_type::<PyTuple>()) {
        return Ok(None);
    }
    let kind = found.get_type();
    if kind.name()?.to_str()? == "_tuplegetter" {
        let (_, (index, _)): (Bound<'_, PyAny>, (usize, Bound<'_, PyAny>)) =
            found.call_method0("__reduce__")?.extract()?;
        return Ok(Some(index));
    }
    if !kind.is(&descriptors(py)?.member) {
        return Ok(None);
    }
    let Some(names) = lookup::in_class(class, pyo3::intern!(py, "__match_args__")) else {
        return Ok(None);
    };
    let Ok(names) = names.cast_into::<PyTuple>() else {
        return Ok(None);
    };
    for (index, field) in names.iter().enumerate() {
        if field.eq(name)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// What a class of tensors has under a name. PyTorch's own members are written in C, or in its module of tensors.
pub fn tensor_member(class: &Bound<'_, PyType>, name: &str) -> PyResult<TensorMember> {
    let py = class.py();
    let Some(found) = lookup::in_class(class, &PyString::intern(py, name)) else {
        return Ok(TensorMember::Missing);
    };
    let kinds = descriptors(py)?;
    let kind = found.get_type();
    if kind.is(&kinds.getset) || kind.is(&kinds.member) {
        let own = found.getattr("__name__")?.extract::<String>()? == name;
        return Ok(if own {
            TensorMember::Attribute
        } else {
            TensorMember::Replaced
        });
    }
    if let Ok(function) = found.cast::<PyFunction>() {
        let file: String = function
            .getattr("__code__")?
            .getattr("co_filename")?
            .extract()?;
        let own: String = function.getattr("__name__")?.extract()?;
        return Ok(if is_pytorchs_own(&file) && means(name, &own) {
            TensorMember::Method
        } else {
            TensorMember::Replaced
        });
    }
    if kinds.binding.iter().any(|binding| kind.is(binding)) {
        let own: String = found.getattr("__name__")?.extract()?;
        return Ok(if means(name, &own) {
            TensorMember::Method
        } else {
            TensorMember::Replaced
        });
    }
    Ok(TensorMember::Replaced)
}

fn is_pytorchs_own(file: &str) -> bool {
    [
        "torch/_tensor.py",
        "torch/nn/parameter.py",
        "torch/utils/_contextlib.py",
    ]
    .iter()
    .any(|own| file.ends_with(own))
}

/// Whether PyTorch puts the method that calls itself `own` under `name`.
fn means(name: &str, own: &str) -> bool {
    name == own
        || matches!(
            (name, own),
            ("__neg__", "neg")
                | ("__pos__", "positive")
                | ("__abs__", "abs")
                | ("__pow__", "pow")
                | ("__ipow__", "pow_")
                | ("__itruediv__", "__idiv__")
                | ("__rtruediv__", "__rdiv__")
        )
}

fn is_pure(getter: &Bound<'_, PyAny>, name: &Bound<'_, PyString>) -> PyResult<bool> {
    let full = names::of(getter)?.unwrap_or_default();
    let name = name.to_str()?;
    Ok(full
        .strip_suffix(name)
        .and_then(|owner| owner.strip_suffix('.'))
        .is_some_and(|owner| {
            PURE_GETTERS
                .iter()
                .any(|(class, getters)| *class == owner && getters.contains(&name))
        }))
}

/// A class whose `__getattribute__` is its own.
fn own_look_up(class: &Bound<'_, PyType>) -> PyResult<Attribute> {
    Ok(Attribute::Opaque(format!(
        "{}.__getattribute__",
        names::of_class(class)?
    )))
}

fn of_class<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
    table: &mut Table<'py>,
) -> PyResult<Attribute> {
    let py = class.py();
    let meta = class.get_type();
    if !lookup::looks_up_like(&meta, &py.get_type::<PyType>()) {
        return own_look_up(&meta);
    }
    let on_meta = lookup::in_class(&meta, name);
    if let Some(found) = &on_meta
        && lookup::descriptor_kind(found) == (true, true)
    {
        return bind(found.clone(), class.as_any(), &meta, name, table);
    }
    if let Some(found) = lookup::in_class(class, name) {
        let kinds = descriptors(py)?;
        let kind = found.get_type();
        if kind.is(&kinds.static_method) {
            return Ok(Attribute::Static(table.intern(found.getattr("__func__")?)));
        }
        if kind.is(&kinds.class_method) {
            let function = table.intern(found.getattr("__func__")?);
            return Ok(Attribute::ClassMethod {
                function,
                receiver: table.intern(class.clone().into_any()),
            });
        }
        // Read through its class, a function or a property is itself; so are the descriptors of C types.
        let itself = found.is_exact_instance_of::<PyFunction>()
            || kind.is(&kinds.property)
            || kind.is(&kinds.getset)
            || kind.is(&kinds.member)
            || kind.is(&kinds.binding[0])
            || kind.is(&kinds.binding[1])
            || !lookup::descriptor_kind(&found).0;
        if itself {
            return Ok(Attribute::Own(table.intern(found)));
        }
        return Ok(Attribute::Opaque(format!(
            "{}.{}",
            names::of_class(class)?,
            name.to_str()?
        )));
    }
    match on_meta {
        Some(found) => bind(found, class.as_any(), &meta, name, table),
        None => Ok(hook(&meta, table)),
    }
}

fn of_module<'py>(
    module: &Bound<'py, PyModule>,
    name: &Bound<'py, PyString>,
    table: &mut Table<'py>,
) -> PyResult<Attribute> {
    let py = module.py();
    let class = module.get_type();
    // A module may have a class of its own, such as `torch._ops`: its properties and hooks count.
    if !lookup::looks_up_like(&class, &py.get_type::<PyModule>()) {
        return own_look_up(&class);
    }
    let on_class = lookup::in_class(&class, name);
    if let Some(found) = &on_class
        && lookup::descriptor_kind(found) == (true, true)
    {
        return bind(found.clone(), module.as_any(), &class, name, table);
    }
    let dict = module.dict();
    if let Some(value) = dict.get_item(name)? {
        return Ok(Attribute::Own(table.intern(value)));
    }
    if let Some(found) = on_class {
        return bind(found, module.as_any(), &class, name, table);
    }
    Ok(match dict.get_item(pyo3::intern!(py, "__getattr__"))? {
        // A module's hook takes the name alone; specialization binds `Class` functions, so this is not a `Hook`.
        Some(_) => Attribute::Opaque(format!("{}.__getattr__", module.name()?)),
        None => hook(&class, table),
    })
}
