//! Identities: the objects that one generation has met.

use std::collections::HashMap;

use janus_passes::world::{ObjectId, Unanswered};
use pyo3::prelude::*;

/// Gives objects their ids. Holds on to every object while a graph is generated, so that no address is used twice.
#[derive(Default)]
pub struct Table<'py> {
    objects: Vec<Bound<'py, PyAny>>,
    ids: HashMap<usize, ObjectId>,
}

impl<'py> Table<'py> {
    /// The id of `object`; the same one for the same object.
    pub fn intern(&mut self, object: Bound<'py, PyAny>) -> ObjectId {
        let address = object.as_ptr() as usize;
        if let Some(id) = self.ids.get(&address) {
            return *id;
        }
        let id = ObjectId(self.objects.len() as u32);
        self.objects.push(object);
        self.ids.insert(address, id);
        id
    }

    /// The object that has this id.
    pub fn get(&self, id: ObjectId) -> Result<Bound<'py, PyAny>, Unanswered> {
        self.objects
            .get(id.0 as usize)
            .cloned()
            .ok_or_else(|| Unanswered {
                question: format!("which object has id {}", id.0),
            })
    }
}
