//! Worlds on paper: what was asked and answered, kept in a profile.

use super::*;
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Questions in the order in which they were first asked, with their answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(IndexMap<String, Value>);

impl Answers {
    fn find<T: DeserializeOwned>(&self, question: &str) -> Result<T, Unanswered> {
        self.0
            .get(question)
            .and_then(|value| serde_json::from_value(value.clone()).ok())
            .ok_or_else(|| Unanswered {
                question: question.to_owned(),
            })
    }

    fn note<T: Serialize>(&mut self, question: String, answer: &T) {
        // An answer that JSON cannot hold is left out, and a replay then says that it is missing.
        if let Ok(value) = serde_json::to_value(answer) {
            self.0.entry(question).or_insert(value);
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Passes questions on to another world, and writes the answers down.
pub struct Recorder<'w> {
    world: &'w mut dyn World,
    pub answers: Answers,
}

impl<'w> Recorder<'w> {
    pub fn new(world: &'w mut dyn World) -> Self {
        let mut answers = Answers::default();
        answers.note("target".to_owned(), &world.target());
        Recorder { world, answers }
    }
}

/// A world that gives the answers of a profile.
pub struct Recording {
    target: ObjectId,
    answers: Answers,
}

impl Recording {
    /// # Errors
    /// Where the answers do not even name the function.
    pub fn new(answers: Answers) -> Result<Self, Unanswered> {
        Ok(Recording {
            target: answers.find("target")?,
            answers,
        })
    }
}

/// Writes both worlds' methods from one list, so that they cannot disagree on a question's text.
macro_rules! questions {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $answer:ty = $question:expr;)*) => {
        impl World for Recorder<'_> {
            fn target(&self) -> ObjectId {
                self.world.target()
            }
            $(fn $name(&mut self, $($arg: $ty),*) -> Result<$answer, Unanswered> {
                let answer = self.world.$name($($arg),*)?;
                self.answers.note($question, &answer);
                Ok(answer)
            })*
        }

        impl World for Recording {
            fn target(&self) -> ObjectId {
                self.target
            }
            $(fn $name(&mut self, $($arg: $ty),*) -> Result<$answer, Unanswered> {
                self.answers.find(&$question)
            })*
        }
    };
}

questions! {
    argument(index: usize) -> ObjectId = format!("argument {index}");
    describe(object: ObjectId) -> Object = format!("object {}", object.0);
    class_of(object: ObjectId) -> ObjectId = format!("class of {}", object.0);
    attribute(object: ObjectId, name: &str) -> Attribute = format!("attribute {} {name}", object.0);
    super_attribute(class: ObjectId, object: ObjectId, name: &str) -> Attribute
        = format!("super {} {} {name}", class.0, object.0);
    member(class: ObjectId, name: &str) -> Option<Member> = format!("member {} {name}", class.0);
    layout(class: ObjectId) -> Layout = format!("layout {}", class.0);
    builtin_type(name: &str) -> ObjectId = format!("type {name}");
    payload(object: ObjectId) -> Option<ObjectId> = format!("payload {}", object.0);
    tensor_member(class: ObjectId, name: &str) -> TensorMember = format!("tensor {} {name}", class.0);
    instance_dict(object: ObjectId) -> Option<ObjectId> = format!("dict of {}", object.0);
    element(list: ObjectId, index: usize) -> ObjectId = format!("element {} {index}", list.0);
    lookup(dict: ObjectId, key: &Key) -> Option<ObjectId> = format!("lookup {} {}", dict.0, key.text());
    keys(dict: ObjectId) -> Vec<ObjectId> = format!("keys {}", dict.0);
    global(function: ObjectId, name: &str) -> Option<ObjectId> = format!("global {} {name}", function.0);
    cell(function: ObjectId, name: &str) -> Option<ObjectId> = format!("cell {} {name}", function.0);
    referent(reference: ObjectId) -> ObjectId = format!("referent of {}", reference.0);
    module(name: &str) -> Option<ObjectId> = format!("module {name}");
    is_instance(object: ObjectId, class: ObjectId) -> bool = format!("instance {} {}", object.0, class.0);
    is_subclass(class: ObjectId, of: ObjectId) -> bool = format!("subclass {} {}", class.0, of.0);
    derives(class: ObjectId, of: ObjectId) -> bool = format!("derives {} {}", class.0, of.0);
    membership(class: ObjectId, subclasses: bool) -> Membership
        = format!("membership {} {}", class.0, if subclasses { "subclasses" } else { "instances" });
    query(builtin: &str) -> ObjectId = format!("query {builtin}");
    body(function: ObjectId) -> String = format!("body {}", function.0);
    history(call: &SampleCall) -> Option<String> = format!("history {}", call.text());
    raised(call: &SampleCall) -> Option<String> = format!("raised {}", call.text());
    pure(call: &PureCall) -> PureResult = format!("pure {}", call.text());
    branch(function: ObjectId, site: Site) -> Option<BranchCounts>
        = format!("branch {} {}:{}", function.0, site.line, site.column);
    seen(path: &str) -> Seen = format!("seen {path}");
}

impl SampleCall {
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl PureCall {
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Key {
    fn text(&self) -> String {
        match self {
            Key::Str(key) => format!("{key:?}"),
            Key::Int(key) => key.to_string(),
            Key::Object(key) => format!("object {}", key.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_answers_what_was_asked_and_only_that() {
        let mut answers = Answers::default();
        answers.note("target".to_owned(), &ObjectId(0));
        answers.note("lookup 1 \"weight\"".to_owned(), &Some(ObjectId(7)));
        let json = serde_json::to_string(&answers).unwrap();
        let mut world = Recording::new(serde_json::from_str(&json).unwrap()).unwrap();
        let found = world.lookup(ObjectId(1), &Key::Str("weight".to_owned()));
        assert_eq!(found, Ok(Some(ObjectId(7))));
        let missing = world
            .lookup(ObjectId(1), &Key::Str("bias".to_owned()))
            .unwrap_err();
        assert_eq!(
            missing.to_string(),
            "the profile does not say lookup 1 \"bias\""
        );
    }
}
