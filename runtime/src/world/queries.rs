//! Questions that are answered by calling something, because what is called is known to have no effect.

use janus_passes::world::Unanswered;
use pyo3::prelude::*;
use pyo3::types::{PyFunction, PyString, PyType};

use super::lookup;
use super::names;

/// Nullary functions that only report a mode of PyTorch's.
const REPORTS: &[&str] = &[
    "torch.is_grad_enabled",
    "torch.is_inference_mode_enabled",
    "torch.is_autocast_enabled",
    "torch.is_autocast_cpu_enabled",
    "torch.is_autocast_cache_enabled",
    "torch.is_anomaly_enabled",
    "torch.get_default_dtype",
    "torch.get_num_threads",
    "torch.are_deterministic_algorithms_enabled",
    "torch.is_deterministic_algorithms_warn_only_enabled",
    "torch._C._get_tracing_state",
    "torch._C._is_tracing",
    "torch._C._is_torch_function_enabled",
    "torch._C._is_torch_function_mode_enabled",
    "torch._C._len_torch_function_stack",
    "torch._C._len_torch_dispatch_stack",
    "torch._C._are_functorch_transforms_active",
    "torch._C._functorch.maybe_current_level",
    "torch._C._get_cudnn_enabled",
    "torch._C._get_mkldnn_enabled",
    "torch._C._cuda_getDeviceCount",
    "torch._C._cuda_isCurrentStreamCapturing",
    "torch._C._get_privateuse1_backend_name",
    "torch._C._is_fwd_grad_enabled",
    "torch._C._is_multithreading_enabled",
    "torch._C._has_storage",
    "torch._C._autograd._profiler_enabled",
    "torch._C._profiler._is_profiler_enabled",
    "torch._C._get_default_device",
];

/// The function of that name, if it is one that only reports.
pub fn nullary<'py>(py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>, Unanswered> {
    let Some(function) = names::find(py, name) else {
        return Err(Unanswered {
            question: format!("{name}(), which this PyTorch does not have"),
        });
    };
    // By identity, since one function has several names.
    let reports = REPORTS
        .iter()
        .any(|known| names::find(py, known).is_some_and(|known| known.is(&function)));
    if !reports {
        return Err(Unanswered {
            question: format!("{name}(), which is not known to be without effect"),
        });
    }
    Ok(function)
}

/// Who decides whether something belongs to a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// The base classes alone.
    Bases,
    /// A metaclass of CPython's library or PyTorch's.
    Library,
    /// A metaclass that may run anything.
    User,
}

/// Who decides about members of `class` that do not derive from it.
pub fn decides_membership(class: &Bound<'_, PyType>, method: &str) -> Membership {
    let py = class.py();
    let method = PyString::intern(py, method);
    let Some(found) = lookup::in_class(&class.get_type(), &method) else {
        return Membership::Bases;
    };
    if lookup::in_class(&py.get_type::<PyType>(), &method)
        .is_some_and(|standard| standard.is(&found))
    {
        return Membership::Bases;
    }
    let module = if found.is_instance_of::<PyFunction>() {
        found
            .getattr("__module__")
            .and_then(|module| module.extract::<String>())
            .unwrap_or_default()
    } else {
        String::new()
    };
    let own_module = class
        .module()
        .and_then(|module| module.extract::<String>())
        .unwrap_or_default();
    // `abc` asks the class's `__subclasshook__`, which is the library's only where the class is.
    let root = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let library = |name: &str| {
        matches!(
            root(name).as_str(),
            "torch" | "abc" | "_abc" | "collections" | "typing" | "_collections_abc" | "numbers"
        )
    };
    if library(&module) && library(&own_module) {
        Membership::Library
    } else {
        Membership::User
    }
}
