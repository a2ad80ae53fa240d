//! The room's root fields.

use async_graphql::{Context, Object};
use kernel::read::{Ask, Page};

use super::{
    Competence, CompetenceDeclaration, CompetenceFramework, TrainingTheme,
    filters::{
        CompetenceDeclarationFilter, CompetenceDeclarationOrder, CompetenceFilter, CompetenceFrameworkFilter, CompetenceFrameworkOrder, CompetenceOrder,
        TrainingThemeFilter, TrainingThemeOrder,
    },
};

/// Root fields of competences.
#[derive(Default)]
pub struct CompetenceQueries;

/// Root fields of competences.
#[Object]
impl CompetenceQueries {
    /// Frameworks of competences (*cadres de référence*), public: CRCN-Édu, and a proposal for the digital referent.
    async fn competence_frameworks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompetenceFrameworkFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompetenceFrameworkOrder>,
    ) -> Page<CompetenceFramework> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Competences of all frameworks, public.
    async fn competences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompetenceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompetenceOrder>,
    ) -> Page<Competence> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Themes of training, public.
    async fn training_themes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingThemeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingThemeOrder>,
    ) -> Page<TrainingTheme> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// What persons declare to master, as far as the viewer may read it: the own, shared ones of referents near by, all of the academy for the desk TRAINING.
    async fn competence_declarations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompetenceDeclarationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompetenceDeclarationOrder>,
    ) -> Page<CompetenceDeclaration> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
