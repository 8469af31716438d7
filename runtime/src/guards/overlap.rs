//! Whether tensors that must be apart are.

/// A tensor's place in memory.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    pub start: usize,
    pub end: usize,
    /// Address of the Python object.
    pub object: usize,
    pub written: bool,
    /// Its index among the tensors.
    pub index: usize,
}

/// Two tensors of which one is written and that share memory, or that are one object. Sorts `extents`.
pub fn find(extents: &mut [Extent]) -> Option<(usize, usize)> {
    extents.sort_unstable_by_key(|extent| (extent.start, extent.end, extent.object));
    // The tensor that reaches furthest so far, and the written one that does.
    let mut reach: Option<Extent> = None;
    let mut written_reach: Option<Extent> = None;
    let mut previous: Option<Extent> = None;
    for &extent in extents.iter() {
        if let Some(previous) = previous
            && previous.object == extent.object
        {
            return Some((previous.index, extent.index));
        }
        let overlaps = |other: &Extent| other.end > extent.start && extent.end > extent.start;
        if let Some(other) = written_reach.filter(overlaps) {
            return Some((other.index, extent.index));
        }
        if extent.written
            && let Some(other) = reach.filter(overlaps)
        {
            return Some((other.index, extent.index));
        }
        if reach.is_none_or(|other| extent.end > other.end) {
            reach = Some(extent);
        }
        if extent.written && written_reach.is_none_or(|other| extent.end > other.end) {
            written_reach = Some(extent);
        }
        previous = Some(extent);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extents(list: &[(usize, usize, usize, bool)]) -> Option<(usize, usize)> {
        let mut extents: Vec<Extent> = list
            .iter()
            .enumerate()
            .map(|(index, &(start, end, object, written))| Extent {
                start,
                end,
                object,
                written,
                index,
            })
            .collect();
        find(&mut extents)
    }

    #[test]
    fn views_that_are_only_read_may_overlap() {
        assert_eq!(
            extents(&[(0, 10, 1, false), (5, 15, 2, false), (20, 30, 3, true)]),
            None
        );
    }

    #[test]
    fn a_written_tensor_shares_with_nobody() {
        assert_eq!(
            extents(&[(0, 10, 1, true), (9, 15, 2, false)]),
            Some((0, 1))
        );
        assert_eq!(extents(&[(5, 15, 1, true), (0, 6, 2, false)]), Some((1, 0)));
        assert_eq!(
            extents(&[(0, 100, 1, true), (10, 20, 2, false), (30, 40, 3, false)]),
            Some((0, 1))
        );
        assert_eq!(extents(&[(0, 10, 1, true), (10, 20, 2, true)]), None);
    }

    #[test]
    fn one_object_under_two_names_is_found_even_when_it_is_empty() {
        assert_eq!(extents(&[(0, 0, 1, false), (0, 0, 1, false)]), Some((0, 1)));
        assert_eq!(extents(&[(0, 0, 1, true), (0, 0, 2, false)]), None);
    }
}
