//! Tile sizes: a small model of the machine's registers and ports.

/// What the model knows of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Elements of a vector register.
    pub lanes: i64,
}

/// Vector registers that accumulators, operands and a broadcast may take.
const REGISTERS: i64 = 31;
/// Cycles until a multiply-add can be used by the next.
const LATENCY: f64 = 4.0;
/// Multiply-adds, and loads, that start in a cycle.
const PORTS: f64 = 2.0;
/// What rows that do not divide evenly cost, relative to ones that do: masks, and a partly empty last tile.
const RAGGED: f64 = 1.3;
/// Cycles to sum up a register.
const SUM: f64 = 4.0;
/// A region is split into at most so many tasks, of at least so many multiply-adds.
const TASKS: i64 = 16;
const TASK_WORK: i64 = 100_000;

fn ceil_div(value: i64, by: i64) -> i64 {
    (value + by - 1) / by
}

/// The register tile of a contraction with vectors along the columns of the result: (rows, elements of columns).
/// Unknown sizes are taken to be large and ragged, so that only single rows are safe without masks.
pub fn outer_tile(
    machine: Machine,
    rows: Option<i64>,
    has_rows: bool,
    columns: Option<i64>,
) -> (i64, i64) {
    let vectors = columns.map_or(64, |columns| ceil_div(columns, machine.lanes));
    let limit = if has_rows { rows.unwrap_or(1) } else { 1 };
    let mut best = (f64::INFINITY, 1, 1);
    // A row of the tile is one vector to LLVM, which rounds its length up to a power of two.
    for width in [1, 2, 4] {
        if width > vectors {
            break;
        }
        for height in 1..=limit.min(REGISTERS) {
            if height * width + width + 1 > REGISTERS {
                break;
            }
            let step = ((height * width) as f64 / PORTS)
                .max((height + width) as f64 / PORTS)
                .max(LATENCY);
            let tiles = ceil_div(limit, height) * ceil_div(vectors, width);
            let ragged = if limit % height == 0 { 1.0 } else { RAGGED };
            let cost = tiles as f64 * step * ragged;
            if cost < best.0 {
                best = (cost, height, width);
            }
        }
    }
    (best.1, best.2 * machine.lanes)
}

/// The register tile of a contraction with vectors along the reduction: (rows, columns), in elements.
pub fn dot_tile(machine: Machine, rows: Option<i64>, columns: i64, depth: i64) -> (i64, i64) {
    let rows = rows.unwrap_or(1);
    let steps = ceil_div(depth, machine.lanes) as f64;
    let mut best = (f64::INFINITY, 1, 1);
    for height in 1..=rows.min(REGISTERS) {
        for width in 1..=columns.min(REGISTERS) {
            if height * width + width + 1 > REGISTERS {
                break;
            }
            let product = (height * width) as f64;
            let step = (product / PORTS)
                .max((height + width) as f64 / PORTS)
                .max(LATENCY);
            let tiles = (ceil_div(rows, height) * ceil_div(columns, width)) as f64;
            let even = rows % height == 0 && columns % width == 0;
            let ragged = if even { 1.0 } else { RAGGED };
            let cost = tiles * (steps * step + product * SUM) * ragged;
            if cost < best.0 {
                best = (cost, height, width);
            }
        }
    }
    (best.1, best.2)
}

/// [`tasks`] of a loop nest whose dimensions are split in another order than from the outside.
pub fn tasks_in_order(
    order: &[usize],
    sizes: &[Option<i64>],
    register: &[i64],
    work: i64,
) -> Vec<i64> {
    let ordered: Vec<_> = order.iter().map(|&dim| sizes[dim]).collect();
    let tiles: Vec<_> = order.iter().map(|&dim| register[dim]).collect();
    let mut result = vec![0; sizes.len()];
    for (&dim, task) in order.iter().zip(tasks(&ordered, &tiles, work)) {
        result[dim] = task;
    }
    result
}

/// Sizes of the tasks into which a region is split: multiples of the register tile, outermost dimensions first.
pub fn tasks(sizes: &[Option<i64>], register: &[i64], work: i64) -> Vec<i64> {
    let mut wanted = (work / TASK_WORK).clamp(1, TASKS);
    let mut tasks: Vec<i64> = sizes
        .iter()
        .zip(register)
        .map(|(&size, &tile)| {
            // An unknown size is split into tiles of a fixed number; how many there are shows at run time.
            let Some(size) = size else {
                let task = if wanted > 1 { tile * 4 } else { 0 };
                wanted = ceil_div(wanted, 8);
                return task;
            };
            let tiles = ceil_div(size, tile).max(1);
            // Pieces of equal size: then every bound inside a task is a constant.
            let pieces = (1..=wanted.min(tiles))
                .rev()
                .find(|pieces| tiles % pieces == 0)
                .unwrap_or(1);
            wanted = ceil_div(wanted, pieces);
            if pieces == 1 {
                size.max(1)
            } else {
                tiles / pieces * tile
            }
        })
        .collect();
    // The transform dialect cannot make a loop nest without loops.
    if tasks.iter().all(|&task| task == 0)
        && let (Some(task), Some(&tile)) = (tasks.first_mut(), register.first())
    {
        *task = tile * SERIAL_TILES;
    }
    tasks
}

/// Tiles in a task of an unknown size that is too little work for several threads.
const SERIAL_TILES: i64 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: Machine = Machine { lanes: 16 };

    #[test]
    fn tiles_fit_the_registers_and_divide_the_rows() {
        for rows in 1..100 {
            for columns in [1, 10, 25, 84, 120, 576, 1024] {
                let (height, width) = outer_tile(MACHINE, Some(rows), true, Some(columns));
                let vectors = width / MACHINE.lanes;
                assert!(height * vectors + vectors < REGISTERS);
                assert!(height <= rows && width < columns + MACHINE.lanes);
                let (height, width) = dot_tile(MACHINE, Some(rows), columns, 256);
                assert!(height * width + width < REGISTERS);
            }
        }
        // Where a tile can divide both sizes, nothing is left over.
        let (height, width) = outer_tile(MACHINE, Some(6), true, Some(576));
        assert_eq!((6 % height, 576 % width), (0, 0));
    }

    #[test]
    fn tasks_cover_whole_tiles() {
        assert_eq!(tasks(&[Some(50)], &[5], 1_000_000), [5]);
        assert_eq!(tasks(&[Some(172_800)], &[64], 1_400_000), [14_400]);
        assert_eq!(tasks(&[Some(50), Some(120)], &[5, 64], 1000), [50, 120]);
        assert_eq!(tasks(&[None], &[1], 10_000_000), [4]);
        assert_eq!(tasks(&[None], &[64], 1), [64 * SERIAL_TILES]);
    }
}
