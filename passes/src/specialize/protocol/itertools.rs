//! Making iterators: `zip`, `map`, `enumerate`, and what `itertools` has.

use super::super::{
    Specializer,
    code::BinaryOperator,
    refusal::{Refusal, codes},
    value::{Constant, Value},
};
use super::{calls::Keywords, iterators::Source};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// A call of an iterator's class by its name, `None` for any other class.
    pub fn call_iterator_class(
        &mut self,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        let short = match name.split_once('.') {
            Some(("builtins", short @ ("enumerate" | "zip" | "map" | "filter" | "reversed"))) => {
                short
            }
            Some(("itertools", short)) => short,
            _ => return Ok(None),
        };
        let refuse = |what: &str| Err(Refusal::new(codes::CALL, format!("'{short}' with {what}")));
        let source = match (short, positional, keywords.as_slice()) {
            ("enumerate", [iterable], []) => self.enumerate(iterable, Value::int(0))?,
            ("enumerate", [iterable, start], []) => self.enumerate(iterable, start.clone())?,
            ("enumerate", [iterable], [(key, start)]) if key == "start" => {
                self.enumerate(iterable, start.clone())?
            }
            ("zip", iterables, []) => Source::Zip {
                inners: self.iterators(iterables)?.into(),
                strict: false,
            },
            ("zip", iterables, [(key, strict)]) if key == "strict" => {
                let strict = self.known_truth(strict, "'strict' of 'zip'")?;
                Source::Zip {
                    inners: self.iterators(iterables)?.into(),
                    strict,
                }
            }
            ("map", [function, iterables @ ..], []) if !iterables.is_empty() => Source::Map {
                function: function.clone(),
                inners: self.iterators(iterables)?.into(),
            },
            ("filter" | "filterfalse", [predicate, iterable], []) => Source::Filter {
                predicate: predicate.clone(),
                inner: self.iterator(iterable)?,
                wanted: short == "filter",
            },
            ("reversed", [iterable], []) => return self.reversed(iterable).map(Some),
            ("chain", iterables, []) => {
                let iterables = Value::Tuple(iterables.to_vec().into());
                Source::Chain {
                    iterables: self.iterator(&iterables)?,
                    current: None,
                }
            }
            ("chain.from_iterable", [iterables], []) => Source::Chain {
                iterables: self.iterator(iterables)?,
                current: None,
            },
            ("count", [], []) => Source::Count {
                next: Value::int(0),
                step: Value::int(1),
            },
            ("count", [start], []) if is_int(start) => Source::Count {
                next: start.clone(),
                step: Value::int(1),
            },
            ("count", [start, step], []) if is_int(start) && is_int(step) => Source::Count {
                next: start.clone(),
                step: step.clone(),
            },
            ("repeat", [value], []) => Source::Repeat {
                value: value.clone(),
                left: None,
            },
            ("repeat", [value, Value::Constant(times)], []) => match times.as_index() {
                Some(times) => Source::Repeat {
                    value: value.clone(),
                    left: Some(times.max(0).unsigned_abs()),
                },
                None => return refuse("what is no number of times"),
            },
            ("islice", [iterable, bounds @ ..], []) if (1..=3).contains(&bounds.len()) => {
                self.islice(iterable, bounds)?
            }
            ("pairwise", [iterable], []) => Source::Pairwise {
                inner: self.iterator(iterable)?,
                before: None,
            },
            ("accumulate", [iterable], []) => Source::Accumulate {
                inner: self.iterator(iterable)?,
                total: None,
                function: None,
            },
            ("accumulate", [iterable, function], []) => Source::Accumulate {
                inner: self.iterator(iterable)?,
                total: None,
                function: (!function.is_none()).then(|| function.clone()),
            },
            ("starmap", [function, iterable], []) => Source::StarMap {
                function: function.clone(),
                inner: self.iterator(iterable)?,
            },
            ("takewhile" | "dropwhile", [predicate, iterable], []) => Source::While {
                predicate: predicate.clone(),
                inner: self.iterator(iterable)?,
                taking: short == "takewhile",
                dropped: false,
            },
            ("zip_longest", iterables, []) => self.longest(iterables, Value::NONE)?,
            ("zip_longest", iterables, [(key, fill)]) if key == "fillvalue" => {
                self.longest(iterables, fill.clone())?
            }
            ("product", iterables, []) => {
                let mut rows: Vec<Vec<Value>> = vec![vec![]];
                for iterable in iterables {
                    let pool = self.iterate(iterable)?;
                    if rows.len().saturating_mul(pool.len()) > 10_000 {
                        return refuse("too many elements");
                    }
                    rows = rows
                        .iter()
                        .flat_map(|row| {
                            pool.iter().map(move |element| {
                                row.iter().cloned().chain([element.clone()]).collect()
                            })
                        })
                        .collect();
                }
                elements(rows)
            }
            ("combinations", [iterable, Value::Constant(Constant::Int(length))], [])
                if **length >= 0 =>
            {
                let pool = self.iterate(iterable)?;
                match combinations(&pool, **length as usize) {
                    Some(rows) => elements(rows),
                    None => return refuse("too many elements"),
                }
            }
            _ => return refuse("these arguments"),
        };
        Ok(Some(self.make_iterator(source)))
    }

    fn iterators(&mut self, iterables: &[Value]) -> Result<Vec<Value>, Refusal> {
        iterables
            .iter()
            .map(|iterable| self.iterator(iterable))
            .collect()
    }

    fn enumerate(&mut self, iterable: &Value, count: Value) -> Result<Source, Refusal> {
        if !is_int(&count) {
            return Err(Refusal::new(
                codes::CALL,
                "'enumerate' from a value that only the run knows",
            ));
        }
        Ok(Source::Enumerate {
            inner: self.iterator(iterable)?,
            count,
        })
    }

    fn longest(&mut self, iterables: &[Value], fill: Value) -> Result<Source, Refusal> {
        let inners = self.iterators(iterables)?.into_iter().map(Some).collect();
        Ok(Source::Longest { inners, fill })
    }

    fn islice(&mut self, iterable: &Value, bounds: &[Value]) -> Result<Source, Refusal> {
        let bound = |value: &Value| match value {
            Value::Constant(Constant::None) => Ok(None),
            Value::Constant(Constant::Int(value)) if **value >= 0 => Ok(Some(**value as u64)),
            _ => Err(Refusal::new(codes::CALL, "'islice' with such bounds")),
        };
        let (start, stop, step) = match bounds {
            [stop] => (None, bound(stop)?, None),
            [start, stop] => (bound(start)?, bound(stop)?, None),
            [start, stop, step] => (bound(start)?, bound(stop)?, bound(step)?),
            _ => (None, None, None),
        };
        let step = step.unwrap_or(1);
        if step == 0 {
            return Err(Refusal::new(codes::RAISES, "the step of 'islice' is zero"));
        }
        Ok(Source::Slice {
            inner: self.iterator(iterable)?,
            position: 0,
            next: start.unwrap_or(0),
            stop,
            step,
        })
    }

    /// One step of an iterator that works on others: the element and what the iterator is afterwards.
    pub(super) fn advance_tool(
        &mut self,
        source: Source,
    ) -> Result<(Option<Value>, Source), Refusal> {
        Ok(match source {
            Source::Filter {
                predicate,
                inner,
                wanted,
            } => {
                let element = self.next_where(&predicate, &inner, wanted)?;
                let source = Source::Filter {
                    predicate,
                    inner,
                    wanted,
                };
                (element, source)
            }
            Source::Chain { iterables, current } => self.advance_chain(iterables, current)?,
            Source::Count { next, step } => {
                let after = self.binary(BinaryOperator::Add, &next, &step, false)?;
                (Some(next), Source::Count { next: after, step })
            }
            Source::Repeat { left: Some(0), .. } => (None, Source::Exhausted),
            Source::Repeat { value, left } => {
                let element = Some(value.clone());
                let left = left.map(|left| left - 1);
                (element, Source::Repeat { value, left })
            }
            Source::Slice {
                inner,
                mut position,
                next,
                stop,
                step,
            } => {
                if stop.is_some_and(|stop| next >= stop) {
                    // What lies before the end is taken all the same.
                    while position < stop.unwrap_or(0) && self.next(&inner)?.is_some() {
                        position += 1;
                    }
                    return Ok((None, Source::Exhausted));
                }
                while position < next {
                    if self.next(&inner)?.is_none() {
                        return Ok((None, Source::Exhausted));
                    }
                    position += 1;
                }
                let element = self.next(&inner)?;
                let source = Source::Slice {
                    inner,
                    position: position + 1,
                    next: next.saturating_add(step),
                    stop,
                    step,
                };
                (element, source)
            }
            Source::Pairwise { inner, before } => {
                let first = match before {
                    Some(before) => Some(before),
                    None => self.next(&inner)?,
                };
                let Some(first) = first else {
                    return Ok((None, Source::Exhausted));
                };
                match self.next(&inner)? {
                    None => (None, Source::Exhausted),
                    Some(second) => {
                        let pair = Value::Tuple([first, second.clone()].into());
                        let before = Some(second);
                        (Some(pair), Source::Pairwise { inner, before })
                    }
                }
            }
            Source::Accumulate {
                inner,
                total,
                function,
            } => {
                let Some(element) = self.next(&inner)? else {
                    return Ok((None, Source::Exhausted));
                };
                let total = match (&total, &function) {
                    (None, _) => element,
                    (Some(total), None) => {
                        self.binary(BinaryOperator::Add, total, &element, false)?
                    }
                    (Some(total), Some(function)) => {
                        self.call_value(function, vec![total.clone(), element], vec![])?
                    }
                };
                let source = Source::Accumulate {
                    inner,
                    total: Some(total.clone()),
                    function,
                };
                (Some(total), source)
            }
            Source::StarMap { function, inner } => {
                let element = match self.next(&inner)? {
                    None => None,
                    Some(arguments) => {
                        let arguments = self.iterate(&arguments)?;
                        Some(self.call_value(&function, arguments, vec![])?)
                    }
                };
                (element, Source::StarMap { function, inner })
            }
            Source::While {
                predicate,
                inner,
                taking,
                dropped,
            } => self.advance_while(predicate, inner, taking, dropped)?,
            Source::Longest { inners, fill } => self.advance_longest(inners, fill)?,
            Source::Calls { function, sentinel } => {
                let value = self.call_value(&function, vec![], vec![])?;
                let same = self.compare(super::super::code::Predicate::Eq, &sentinel, &value)?;
                if self.known_truth(&same, "the end of an iterator")? {
                    (None, Source::Exhausted)
                } else {
                    (Some(value), Source::Calls { function, sentinel })
                }
            }
            _ => return Err(Refusal::new(codes::ITERATION, "this iterator")),
        })
    }

    fn next_where(
        &mut self,
        predicate: &Value,
        inner: &Value,
        wanted: bool,
    ) -> Result<Option<Value>, Refusal> {
        while let Some(element) = self.next(inner)? {
            let verdict = match predicate {
                Value::Constant(Constant::None) => element.clone(),
                _ => self.call_value(predicate, vec![element.clone()], vec![])?,
            };
            if self.known_truth(&verdict, "an element of 'filter'")? == wanted {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    fn advance_chain(
        &mut self,
        iterables: Value,
        mut current: Option<Value>,
    ) -> Result<(Option<Value>, Source), Refusal> {
        loop {
            if let Some(iterator) = &current
                && let Some(element) = self.next(iterator)?
            {
                return Ok((Some(element), Source::Chain { iterables, current }));
            }
            current = match self.next(&iterables)? {
                Some(iterable) => Some(self.iterator(&iterable)?),
                None => return Ok((None, Source::Exhausted)),
            };
        }
    }

    fn advance_while(
        &mut self,
        predicate: Value,
        inner: Value,
        taking: bool,
        mut dropped: bool,
    ) -> Result<(Option<Value>, Source), Refusal> {
        loop {
            let Some(element) = self.next(&inner)? else {
                return Ok((None, Source::Exhausted));
            };
            if !dropped {
                let verdict = self.call_value(&predicate, vec![element.clone()], vec![])?;
                let holds = self.known_truth(&verdict, "an element of an iterator")?;
                match (taking, holds) {
                    (true, false) => return Ok((None, Source::Exhausted)),
                    (false, true) => continue,
                    (false, false) => dropped = true,
                    (true, true) => {}
                }
            }
            let source = Source::While {
                predicate,
                inner,
                taking,
                dropped,
            };
            return Ok((Some(element), source));
        }
    }

    fn advance_longest(
        &mut self,
        mut inners: Vec<Option<Value>>,
        fill: Value,
    ) -> Result<(Option<Value>, Source), Refusal> {
        let mut row = Vec::with_capacity(inners.len());
        for inner in &mut inners {
            let element = match inner {
                Some(iterator) => self.next(iterator)?,
                None => None,
            };
            if element.is_none() {
                *inner = None;
            }
            row.push(element.unwrap_or_else(|| fill.clone()));
        }
        if inners.iter().all(Option::is_none) {
            return Ok((None, Source::Exhausted));
        }
        let row = Value::Tuple(row.into());
        Ok((Some(row), Source::Longest { inners, fill }))
    }
}

fn is_int(value: &Value) -> bool {
    matches!(value, Value::Constant(Constant::Int(_)))
}

/// Tuples that are made at once.
fn elements(rows: Vec<Vec<Value>>) -> Source {
    Source::Elements {
        elements: rows
            .into_iter()
            .map(|row| Value::Tuple(row.into()))
            .collect(),
        next: 0,
    }
}

/// `itertools.combinations`, `None` where they are too many.
fn combinations(pool: &[Value], length: usize) -> Option<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    let mut indices: Vec<usize> = (0..length).collect();
    if length > pool.len() {
        return Some(rows);
    }
    loop {
        rows.push(indices.iter().map(|index| pool[*index].clone()).collect());
        if rows.len() > 10_000 {
            return None;
        }
        let Some(moved) = (0..length)
            .rev()
            .find(|&at| indices[at] != at + pool.len() - length)
        else {
            return Some(rows);
        };
        indices[moved] += 1;
        for at in moved + 1..length {
            indices[at] = indices[at - 1] + 1;
        }
    }
}
