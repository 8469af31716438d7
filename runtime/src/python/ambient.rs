//! What is switched on around a call and changes what tensor operations mean, or who wants to see them.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// A question to PyTorch or Python, and what it means when it is not answered with `None`, `False` or 0.
struct Check {
    function: Py<PyAny>,
    meaning: &'static str,
}

const PYTORCH: [(&str, &str, &str); 6] = [
    (
        "torch._C",
        "_get_tracing_state",
        "torch.jit.trace records the call",
    ),
    (
        "torch._C",
        "_len_torch_dispatch_stack",
        "a TorchDispatchMode (a fake tensor mode or flop counter, say) is active",
    ),
    (
        "torch._C",
        "_len_torch_function_stack",
        "a TorchFunctionMode (torch.set_default_device, say) is active",
    ),
    (
        "torch._C._functorch",
        "peek_interpreter_stack",
        "a torch.func transform (vmap, grad, …) is active",
    ),
    ("torch._C", "_is_any_autocast_enabled", "autocast is active"),
    (
        "torch._C",
        "is_anomaly_enabled",
        "autograd's anomaly detection is on",
    ),
];

static CHECKS: PyOnceLock<Vec<Check>> = PyOnceLock::new();

fn checks(py: Python<'_>) -> PyResult<&[Check]> {
    if let Some(checks) = CHECKS.get(py) {
        return Ok(checks);
    }
    let sys = py.import("sys")?;
    let modules = sys.getattr("modules")?.cast_into::<PyDict>()?;
    if !modules.contains("torch.optim")? {
        // PyTorch is not there yet, or not all of it: nothing to keep.
        return Ok(&[]);
    }
    let mut checks = vec![Check {
        function: sys.getattr("gettrace")?.unbind(),
        meaning: "a debugger or a coverage tool traces the program",
    }];
    for (module, name, meaning) in PYTORCH {
        // A version that has no such function has no such mode.
        if let Some(module) = modules.get_item(module)?
            && let Some(function) = module.getattr_opt(name)?
        {
            checks.push(Check {
                function: function.unbind(),
                meaning,
            });
        }
    }
    Ok(CHECKS.get_or_init(py, || checks))
}

/// Why a call must run imperatively whatever its arguments are; about a microsecond.
pub fn obstacle(py: Python<'_>) -> PyResult<Option<&'static str>> {
    for check in checks(py)? {
        if check.function.bind(py).call0()?.is_truthy()? {
            return Ok(Some(check.meaning));
        }
    }
    Ok(None)
}
