//! What a field does before it is resolved, in stories alone: waits, panics.

use std::{pin::Pin, sync::Arc};

use async_graphql::{
    ServerResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo},
};
use kernel::viewer::Viewer;

type Act = dyn Fn(Arc<Viewer>) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

/// An act before a field of the root.
#[derive(Clone)]
pub struct Hook {
    field: &'static str,
    act: Arc<Act>,
}

impl Hook {
    /// Does something each time before a field of the root, on behalf of who asks it.
    pub fn before<F: Future<Output = ()> + Send + 'static>(field: &'static str, act: impl Fn(Arc<Viewer>) -> F + Send + Sync + 'static) -> Self {
        Self { field, act: Arc::new(move |viewer| Box::pin(act(viewer))) }
    }
}

impl ExtensionFactory for Hook {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Extension for Hook {
    async fn resolve(&self, ctx: &ExtensionContext<'_>, info: ResolveInfo<'_>, next: NextResolve<'_>) -> ServerResult<Option<Value>> {
        if info.path_node.parent.is_none() && info.name == self.field {
            (self.act)(Arc::clone(ctx.data_unchecked())).await;
        }
        next.run(ctx, info).await
    }
}
