//! Names as a function's code sees them: globals, builtins, cells, defaults.
//!
//! Generation and entry guards both look names up here, so that they cannot disagree.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFunction, PyTuple};

use super::polyfills;

/// A dict that holds a name, and what it holds.
pub struct Found<'py> {
    pub place: Place<'py>,
    pub value: Bound<'py, PyAny>,
}

/// Where a name was found.
pub enum Place<'py> {
    /// In this dict; dicts before it were searched too and must stay without the name.
    Dict {
        dict: Bound<'py, PyDict>,
        before: Option<Bound<'py, PyDict>>,
    },
    /// In this cell of a closure.
    Cell(Bound<'py, PyAny>),
}

fn dict_attribute<'py>(
    function: &Bound<'py, PyFunction>,
    name: &str,
) -> PyResult<Bound<'py, PyDict>> {
    Ok(function.getattr(name)?.cast_into::<PyDict>()?)
}

/// The cell of a free variable.
pub fn cell<'py>(
    function: &Bound<'py, PyFunction>,
    name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let closure = function.getattr("__closure__")?;
    let Ok(closure) = closure.cast::<PyTuple>() else {
        return Ok(None);
    };
    let names = function
        .getattr("__code__")?
        .getattr("co_freevars")?
        .cast_into::<PyTuple>()?;
    for (free, cell) in names.iter().zip(closure.iter()) {
        if free.extract::<&str>()? == name {
            return Ok(Some(cell));
        }
    }
    Ok(None)
}

/// What a cell holds, `None` where it is empty.
pub fn cell_contents<'py>(cell: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
    cell.getattr("cell_contents").ok()
}

/// A global name: the function's globals, then its builtins. In a stand-in: the original's closure, what the stand-in's
/// module defines, the original's globals.
pub fn global<'py>(function: &Bound<'py, PyFunction>, name: &str) -> PyResult<Option<Found<'py>>> {
    if let Some(stand_in) = polyfills::stand_in(function)? {
        if let Some(cell) = cell(function, name)? {
            return Ok(cell_contents(&cell).map(|value| Found {
                place: Place::Cell(cell),
                value,
            }));
        }
        let own = dict_attribute(&stand_in, "__globals__")?;
        if let Some(value) = own.get_item(name)? {
            let place = Place::Dict {
                dict: own,
                before: None,
            };
            return Ok(Some(Found { place, value }));
        }
    }
    let globals = dict_attribute(function, "__globals__")?;
    if let Some(value) = globals.get_item(name)? {
        let place = Place::Dict {
            dict: globals,
            before: None,
        };
        return Ok(Some(Found { place, value }));
    }
    let builtins = dict_attribute(function, "__builtins__")?;
    Ok(builtins.get_item(name)?.map(|value| Found {
        place: Place::Dict {
            dict: builtins,
            before: Some(globals),
        },
        value,
    }))
}

/// A parameter's default.
pub struct Default<'py> {
    pub place: DefaultPlace,
    pub value: Bound<'py, PyAny>,
}

/// Where a default is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultPlace {
    /// At this index of `__defaults__`.
    Positional(usize),
    /// In `__kwdefaults__`.
    Keyword,
    /// In a stand-in, where nobody changes it.
    StandIn,
}

/// The default value of a parameter.
pub fn default<'py>(
    function: &Bound<'py, PyFunction>,
    parameter: &str,
) -> PyResult<Option<Default<'py>>> {
    let stand_in = polyfills::stand_in(function)?;
    let own = stand_in.is_none();
    let function = stand_in.unwrap_or_else(|| function.clone());
    let found = |place, value| {
        Some(Default {
            place: if own { place } else { DefaultPlace::StandIn },
            value,
        })
    };
    if let Ok(named) = function.getattr("__kwdefaults__")?.cast::<PyDict>()
        && let Some(value) = named.get_item(parameter)?
    {
        return Ok(found(DefaultPlace::Keyword, value));
    }
    let defaults = function.getattr("__defaults__")?;
    let Ok(defaults) = defaults.cast::<PyTuple>() else {
        return Ok(None);
    };
    let code = function.getattr("__code__")?;
    let count: usize = code.getattr("co_argcount")?.extract()?;
    let names = code.getattr("co_varnames")?.cast_into::<PyTuple>()?;
    let first = count.saturating_sub(defaults.len());
    for (index, value) in defaults.iter().enumerate() {
        if names.get_item(first + index)?.extract::<&str>()? == parameter {
            return Ok(found(DefaultPlace::Positional(index), value));
        }
    }
    Ok(None)
}
