//! What is switched on around a call and changes what tensor operations mean, or who wants to see them.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyInt, PyString};

/// A question to PyTorch or Python, and what it means when it is not answered with `None`, `False` or 0, or for the number of
/// a level with −1.
struct Check {
    function: Py<PyAny>,
    argument: Option<Py<PyAny>>,
    is_level: bool,
    meaning: &'static str,
}

impl Check {
    /// Whether the answer says that something is on.
    fn is_on(&self, py: Python<'_>) -> PyResult<bool> {
        let function = self.function.bind(py);
        let answer = match &self.argument {
            Some(argument) => function.call1((argument.bind(py),))?,
            None => function.call0()?,
        };
        if self.is_level {
            return Ok(answer.extract::<i64>()? >= 0);
        }
        answer.is_truthy()
    }
}

const PYTORCH: [(&str, &str, &str); 7] = [
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
    (
        "torch._C._autograd",
        "_profiler_enabled",
        "torch.profiler watches the program",
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
    let mut checks = vec![
        Check {
            function: sys.getattr("gettrace")?.unbind(),
            argument: None,
            is_level: false,
            meaning: "a debugger or a coverage tool traces the program",
        },
        Check {
            function: sys.getattr("getprofile")?.unbind(),
            argument: None,
            is_level: false,
            meaning: "a profiler watches the program",
        },
    ];
    if let Some(monitoring) = sys.getattr_opt("monitoring")? {
        for tool in 0..6 {
            checks.push(Check {
                function: monitoring.getattr("get_tool")?.unbind(),
                argument: Some(PyInt::new(py, tool).into_any().unbind()),
                is_level: false,
                meaning: "a tool monitors the program",
            });
        }
    }
    if let Some(module) = modules.get_item("torch._C._autograd")?
        && let Some(function) = module.getattr_opt("_top_saved_tensors_default_hooks")?
    {
        checks.push(Check {
            function: function.unbind(),
            argument: Some(PyBool::new(py, false).to_owned().into_any().unbind()),
            is_level: false,
            meaning: "hooks on what autograd saves are set (checkpointing, save_on_cpu)",
        });
    }
    if let Some(module) = modules.get_item("torch.autograd.forward_ad")? {
        let names = module.getattr("__dict__")?;
        if names.contains("_current_level")? {
            checks.push(Check {
                function: names.getattr("get")?.unbind(),
                argument: Some(PyString::intern(py, "_current_level").into_any().unbind()),
                is_level: true,
                meaning: "forward-mode differentiation is on",
            });
        }
    }
    for (module, name, meaning) in PYTORCH {
        // A version that has no such function has no such mode.
        if let Some(module) = modules.get_item(module)?
            && let Some(function) = module.getattr_opt(name)?
        {
            checks.push(Check {
                function: function.unbind(),
                argument: None,
                is_level: false,
                meaning,
            });
        }
    }
    Ok(CHECKS.get_or_init(py, || checks))
}

/// Why a call must run imperatively whatever its arguments are; about a microsecond.
pub fn obstacle(py: Python<'_>) -> PyResult<Option<&'static str>> {
    for check in checks(py)? {
        if check.is_on(py)? {
            return Ok(Some(check.meaning));
        }
    }
    Ok(None)
}
