use super::*;

fn dims(sizes: &[i64]) -> Vec<Dim> {
    sizes.iter().copied().map(Dim::Known).collect()
}

fn layout(strides: &[i64]) -> Layout {
    Layout::new(strides.iter().copied().map(Stride::known).collect())
}

#[test]
fn products_compare_where_all_sizes_agree() {
    let s = Dim::Symbol(0);
    let times = |factor: i64, dim| Stride::known(factor).times(dim);
    assert_eq!(Stride::ONE.compare(&times(1, s)), Some(Ordering::Less));
    assert_eq!(Stride::known(2).compare(&times(1, s)), None);
    assert_eq!(times(3, s).compare(&times(2, s)), Some(Ordering::Greater));
    assert_eq!(times(1, s).compare(&times(1, Dim::Symbol(1))), None);
}

#[test]
fn elements_are_apart_where_every_stride_spans_the_smaller_ones() {
    let injective = |sizes: &[i64], strides: &[i64]| layout(strides).is_injective(&dims(sizes));
    assert!(injective(&[3, 4], &[4, 1]));
    assert!(injective(&[3, 2], &[4, 2]));
    assert!(injective(&[4, 3], &[1, 4]));
    assert!(injective(&[1, 3], &[0, 1]));
    assert!(injective(&[0, 3], &[0, 0]));
    assert!(!injective(&[4, 1], &[0, 1]));
    assert!(!injective(&[3, 2], &[1, 1]));
    assert!(!injective(&[3, 3], &[2, 1]));
    let (s, t) = (Dim::Symbol(0), Dim::Symbol(1));
    let tall = Layout::contiguous(&[s, t]);
    assert!(tall.is_injective(&[s, t]));
    assert!(!layout(&[4, 1]).is_injective(&[s, t]));
}

#[test]
fn results_lie_as_pytorch_lays_them() {
    let shape = dims(&[2, 3, 4, 5]);
    let (plain, last) = (layout(&[60, 20, 5, 1]), layout(&[60, 1, 15, 3]));
    let both =
        |a: &Layout, b: &Layout| iterate(&[(&shape, a), (&shape, b)], &shape, false).unwrap();
    assert_eq!(both(&last, &last), last);
    assert_eq!(both(&plain, &last), plain);
    assert_eq!(both(&last, &plain), last);
    let spread = layout(&[0, 5, 0, 1]);
    assert_eq!(spread.like(&shape), Some(plain.clone()));
    assert_eq!(last.suggested(&shape), Some(Format::ChannelsLast));
    assert_eq!(plain.suggested(&shape), Some(Format::Contiguous));
    // A trivial channel looks the same either way.
    assert_eq!(
        layout(&[20, 20, 5, 1]).suggested(&dims(&[2, 1, 4, 5])),
        Some(Format::Contiguous)
    );
}

#[test]
fn what_broadcasts_has_no_say_about_its_dimensions() {
    let reversed = layout(&[1, 2, 6, 24]);
    let (whole, part) = (dims(&[2, 3, 4, 5]), dims(&[4, 5]));
    let row = layout(&[5, 1]);
    let made = iterate(&[(&part, &row), (&whole, &reversed)], &whole, false);
    assert_eq!(made, Some(layout(&[1, 2, 30, 6])));
}

#[test]
fn a_view_is_what_strides_can_say() {
    let shape = dims(&[4, 3]);
    let transposed = layout(&[1, 4]);
    assert_eq!(transposed.reshape(&shape, &dims(&[12])), Reshaped::Copy);
    assert_eq!(
        transposed.reshape(&shape, &dims(&[2, 2, 3])),
        Reshaped::View(layout(&[2, 1, 4]))
    );
    let s = Dim::Symbol(0);
    let rows = [s, Dim::Known(4)];
    let contiguous = Layout::contiguous(&rows);
    assert_eq!(
        contiguous.reshape(&rows, &[Dim::Symbol(1)]),
        Reshaped::View(layout(&[1]))
    );
    assert_eq!(
        contiguous
            .permute(&[1, 0])
            .reshape(&[Dim::Known(4), s], &[Dim::Symbol(1)]),
        Reshaped::Unknown
    );
}

#[test]
fn sizes_that_vary_keep_the_order() {
    let s = Dim::Symbol(0);
    let last = Layout::of_sizes(
        &[s, Dim::Known(3), Dim::Known(4), Dim::Known(5)],
        &[2, 3, 4, 5],
        &[60, 1, 15, 3],
    );
    assert_eq!(last, layout(&[60, 1, 15, 3]));
    let columns = Layout::of_sizes(&[s, Dim::Known(3)], &[7, 3], &[1, 7]);
    assert_eq!(columns.strides[1], Stride::ONE.times(s));
}
