//! Rewriting by patterns.

use super::{Builder, OpSpec, OperationExt};
use crate::ffi;
use melior::{
    Context, Error,
    ir::{
        Attribute, Location, Operation, OperationRef, Value, ValueLike, operation::OperationLike,
    },
};
use mlir_sys::{
    MlirLogicalResult, MlirOperation, MlirPatternRewriter, MlirRewritePattern,
    MlirRewritePatternCallbacks, MlirRewriterBase, mlirApplyPatternsAndFoldGreedilyWithOp,
    mlirFreezeRewritePattern, mlirFrozenRewritePatternSetDestroy,
    mlirGreedyRewriteDriverConfigCreate, mlirGreedyRewriteDriverConfigDestroy,
    mlirOpRewritePatternCreate, mlirPatternRewriterAsBase, mlirRewritePatternSetAdd,
    mlirRewritePatternSetCreate, mlirRewriterBaseEraseOp, mlirRewriterBaseFinalizeOpModification,
    mlirRewriterBaseInsert, mlirRewriterBaseReplaceAllUsesWith,
    mlirRewriterBaseReplaceOpWithValues, mlirRewriterBaseSetInsertionPointAfter,
    mlirRewriterBaseSetInsertionPointBefore, mlirRewriterBaseStartOpModification,
};
use std::{
    any::Any,
    cell::RefCell,
    ffi::c_void,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
};

/// Why a pattern does not apply. The reason is for whoever debugs the pattern.
#[derive(Clone, Debug)]
pub struct NoMatch(pub String);

impl NoMatch {
    /// A reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl From<Error> for NoMatch {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

/// What a pattern returns.
pub type MatchResult = Result<(), NoMatch>;

type Callback = dyn for<'c, 'a> Fn(OperationRef<'c, 'a>, &Rewriter<'c, 'a>) -> MatchResult;

/// A pattern: an operation's name, and what to do with it.
pub struct Pattern {
    root: &'static str,
    benefit: u16,
    rewrite: Box<Callback>,
}

impl Pattern {
    /// A pattern on the operations of a name.
    ///
    /// `rewrite` looks at the operation and either changes the IR through the
    /// rewriter alone, or changes nothing and says why not.
    pub fn new(
        root: &'static str,
        rewrite: impl for<'c, 'a> Fn(OperationRef<'c, 'a>, &Rewriter<'c, 'a>) -> MatchResult + 'static,
    ) -> Self {
        Self {
            root,
            benefit: 1,
            rewrite: Box::new(rewrite),
        }
    }

    /// Among patterns that apply, the one of the highest benefit is tried
    /// first.
    pub fn benefit(mut self, benefit: u16) -> Self {
        self.benefit = benefit;
        self
    }
}

/// Changes IR inside a pattern, so that the driver knows what to look at next.
///
/// Operations are inserted before the matched one, unless
/// [`Rewriter::set_before`] or [`Rewriter::set_after`] says otherwise.
pub struct Rewriter<'c, 'a> {
    raw: MlirRewriterBase,
    context: &'c Context,
    location: Location<'c>,
    _ir: PhantomData<OperationRef<'c, 'a>>,
}

impl<'c: 'a, 'a> Rewriter<'c, 'a> {
    /// The context.
    pub fn context(&self) -> &'c Context {
        self.context
    }

    /// The location of the matched operation.
    pub fn location(&self) -> Location<'c> {
        self.location
    }

    /// Inserts before an operation from now on.
    pub fn set_before(&self, operation: OperationRef<'c, '_>) {
        // SAFETY: both are live.
        unsafe { mlirRewriterBaseSetInsertionPointBefore(self.raw, operation.to_raw()) }
    }

    /// Inserts after an operation from now on.
    pub fn set_after(&self, operation: OperationRef<'c, '_>) {
        // SAFETY: both are live.
        unsafe { mlirRewriterBaseSetInsertionPointAfter(self.raw, operation.to_raw()) }
    }

    /// Inserts an operation that is built already.
    pub fn insert(&self, operation: impl Into<Operation<'c>>) -> OperationRef<'c, 'a> {
        let operation = operation.into();
        let raw = operation.to_raw();
        std::mem::forget(operation);
        // SAFETY: the rewriter takes over the operation.
        unsafe { OperationRef::from_raw(mlirRewriterBaseInsert(self.raw, raw)) }
    }

    /// Builds and inserts an operation, with the location of the matched one.
    pub fn create(&self, spec: OpSpec<'c, '_>) -> Result<OperationRef<'c, 'a>, Error> {
        Ok(self.insert(spec.build(self.location)?))
    }

    /// Builds and inserts an operation, and gives its first result.
    pub fn value(&self, spec: OpSpec<'c, '_>) -> Result<Value<'c, 'a>, Error> {
        self.create(spec)?
            .result_value(0)
            .ok_or(Error::ResultNotFound("first"))
    }

    /// Replaces an operation by values, one for each result, and erases it.
    pub fn replace(
        &self,
        operation: OperationRef<'c, '_>,
        values: &[Value<'c, '_>],
    ) -> Result<(), Error> {
        if operation.result_count() != values.len() {
            return Err(Error::ValueCountMismatch {
                from: operation.result_count(),
                to: values.len(),
            });
        }
        let values: Vec<_> = values.iter().map(ValueLike::to_raw).collect();
        // SAFETY: all are live, and there is a value for each result.
        unsafe {
            mlirRewriterBaseReplaceOpWithValues(
                self.raw,
                operation.to_raw(),
                values.len() as isize,
                values.as_ptr(),
            );
        }
        Ok(())
    }

    /// Erases an operation. Fails where a result is used.
    pub fn erase(&self, operation: OperationRef<'c, '_>) -> Result<(), Error> {
        if operation.is_used() {
            return Err(Error::OperationExpected {
                expected: "operation without uses",
                actual: operation.op_name().to_owned(),
            });
        }
        // SAFETY: a live operation that nothing uses.
        unsafe { mlirRewriterBaseEraseOp(self.raw, operation.to_raw()) }
        Ok(())
    }

    /// Lets all users of a value use another.
    pub fn replace_uses(&self, from: Value<'c, '_>, to: Value<'c, '_>) {
        // SAFETY: all are live.
        unsafe { mlirRewriterBaseReplaceAllUsesWith(self.raw, from.to_raw(), to.to_raw()) }
    }

    /// Changes an operation in place: its operands, attributes or location.
    pub fn modify(
        &self,
        operation: OperationRef<'c, 'a>,
        change: impl FnOnce(OperationRef<'c, 'a>),
    ) {
        // SAFETY: both are live; the driver is told before and after.
        unsafe { mlirRewriterBaseStartOpModification(self.raw, operation.to_raw()) }
        change(operation);
        // SAFETY: as above.
        unsafe { mlirRewriterBaseFinalizeOpModification(self.raw, operation.to_raw()) }
    }

    /// Sets an attribute of an operation.
    pub fn set_attr(&self, operation: OperationRef<'c, 'a>, name: &str, value: Attribute<'c>) {
        self.modify(operation, |operation| operation.set_attr(name, value));
    }

    /// A builder before an operation, for helpers that take one. What it
    /// inserts is not seen by the driver until the next pass over the IR.
    pub fn builder_before(&self, operation: OperationRef<'c, 'a>) -> Option<Builder<'c, 'a>> {
        Builder::try_before(operation)
    }
}

/// A pattern and the panics of all patterns of a set.
struct State {
    rewrite: Box<Callback>,
    panic: Rc<RefCell<Option<Box<dyn Any + Send>>>>,
}

/// Applies patterns inside an operation, and folds, until nothing changes.
/// Fails where that does not end within MLIR's limit of iterations.
///
/// A panic in a pattern goes on after the driver has stopped.
pub fn rewrite_greedily(
    operation: OperationRef<'_, '_>,
    patterns: Vec<Pattern>,
) -> Result<(), Error> {
    let panic = Rc::new(RefCell::new(None));
    let context = operation.ctx();
    // SAFETY: the set owns the patterns, which own their states; freezing
    // consumes the set; all are destroyed at the end.
    let result = unsafe {
        let set = mlirRewritePatternSetCreate(context.to_raw());
        for pattern in patterns {
            let state = Box::new(State {
                rewrite: pattern.rewrite,
                panic: panic.clone(),
            });
            mlirRewritePatternSetAdd(
                set,
                mlirOpRewritePatternCreate(
                    ffi::string_ref(pattern.root),
                    u32::from(pattern.benefit),
                    context.to_raw(),
                    MlirRewritePatternCallbacks {
                        construct: None,
                        destruct: Some(destruct),
                        matchAndRewrite: Some(match_and_rewrite),
                    },
                    Box::into_raw(state).cast(),
                    0,
                    std::ptr::null_mut(),
                ),
            );
        }
        let frozen = mlirFreezeRewritePattern(set);
        let config = mlirGreedyRewriteDriverConfigCreate();
        let result = mlirApplyPatternsAndFoldGreedilyWithOp(operation.to_raw(), frozen, config);
        mlirGreedyRewriteDriverConfigDestroy(config);
        mlirFrozenRewritePatternSetDestroy(frozen);
        result.value != 0
    };
    if let Some(payload) = panic.borrow_mut().take() {
        resume_unwind(payload);
    }
    if result {
        Ok(())
    } else {
        Err(Error::ApplyPatterns)
    }
}

unsafe extern "C" fn destruct(state: *mut c_void) {
    // SAFETY: made by `Box::into_raw`, and destroyed once. A panic in a
    // destructor has nowhere to go.
    let _ = catch_unwind(AssertUnwindSafe(|| unsafe {
        drop(Box::from_raw(state.cast::<State>()));
    }));
}

unsafe extern "C" fn match_and_rewrite(
    _pattern: MlirRewritePattern,
    operation: MlirOperation,
    rewriter: MlirPatternRewriter,
    state: *mut c_void,
) -> MlirLogicalResult {
    // SAFETY: the state of this pattern, and a live operation and rewriter.
    let (state, operation, raw) = unsafe {
        (
            &*state.cast::<State>(),
            OperationRef::from_raw(operation),
            mlirPatternRewriterAsBase(rewriter),
        )
    };
    // After a panic, the driver is to run out of work.
    let matched = state.panic.borrow().is_none()
        && match catch_unwind(AssertUnwindSafe(|| {
            (state.rewrite)(
                operation,
                &Rewriter {
                    raw,
                    context: operation.ctx(),
                    location: operation.location(),
                    _ir: PhantomData,
                },
            )
        })) {
            Ok(result) => result.is_ok(),
            Err(payload) => {
                *state.panic.borrow_mut() = Some(payload);
                false
            }
        };
    MlirLogicalResult {
        value: i8::from(matched),
    }
}
