//! `draftActivityReport`.

use async_graphql::InputObject;
use entity::{
    people::person,
    report::activity_report::{self, ReportStage},
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{SchoolYear, Uai},
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    campaign::SurveyCampaign,
    mandate::ReferentMandate,
    report::{
        ActivityReport, draft,
        events::{REPORT_CHANGED, REPORT_DRAFTED},
        rules::drafted_anew,
        sections,
        sheet::{CHANGE, DRAFT},
        states,
    },
    territory::lookups::establishment_of,
};

/// What a draft is made of. Nothing needs to be said: then it is about this school year, the own establishment, and the survey that asked one.
#[derive(Clone, Serialize, InputObject)]
#[graphql(name = "DraftActivityReportInput")]
pub struct DraftActivityReport {
    /// School year; this one when left out.
    pub school_year: Option<SchoolYear>,
    /// Unit code of the establishment, for those who were referents of several in the year.
    pub establishment: Option<Uai>,
    /// The own mandate that it is about; the longest of the year when left out.
    pub mandate: Option<Id<ReferentMandate>>,
    /// The survey whose answers are taken, saved or submitted; the latest of the year when left out.
    pub campaign: Option<Id<SurveyCampaign>>,
    /// Receipt of an ANONYMOUS survey: without it its submitted answers are not found. It is not kept.
    #[serde(skip)]
    #[graphql(secret)]
    pub receipt: Option<String>,
    /// Version of the draft that is there, to make it anew: own sections stay, all others are made again and left out.
    pub version: Option<i64>,
}

impl Command for DraftActivityReport {
    const NAME: &'static str = "draftActivityReport";
    type Outcome = Id<ActivityReport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use activity_report::Column::{EstablishmentId, PersonId, SchoolYear as Year};
        let person = work.viewer.actor.person().unwrap_or_default();
        let own = work.find::<person::Entity>(Condition::all().add(person::Column::Id.eq(person))).await?.pop();
        let row = activity_report::ActiveModel {
            academy_id: Set(own.map(|row| row.academy_id).unwrap_or_default()),
            person_id: Set(person),
            stage: Set(ReportStage::Draft),
            shared_with_academy: Set(false),
            ..Default::default()
        };
        work.may_create::<ActivityReport>(DRAFT, &row).await?;
        let there = match &self.establishment {
            Some(uai) => Some(establishment_of(work, uai, "establishment").await?.id),
            None => None,
        };
        let year = self.school_year.unwrap_or_else(|| SchoolYear::of(work.viewer.actor.today));
        let mandate = draft::mandate_of(work, person, year, there, self.mandate).await?;
        let same = Condition::all().add(PersonId.eq(person)).add(EstablishmentId.eq(mandate.establishment_id)).add(Year.eq(&mandate.school_year));
        let known = work.find_locked::<activity_report::Entity>(same).await?.pop();
        let (fresh, campaign_id) = draft::sections(work, &mandate, self.campaign, self.receipt.as_deref()).await?;

        let (report, fact) = match (known, self.version) {
            (None, None) => {
                let row = activity_report::ActiveModel {
                    academy_id: Set(mandate.academy_id),
                    establishment_id: Set(mandate.establishment_id),
                    mandate_id: Set(mandate.id),
                    school_year: Set(mandate.school_year),
                    campaign_id: Set(campaign_id),
                    ..row
                };
                (work.create::<ActivityReport>(DRAFT, row).await?, REPORT_DRAFTED)
            }
            (None, Some(_)) => return Err(Refusal::NotFound { argument: "version" }),
            (Some(_), None) => {
                let message = text("There is a report of this school year already.", "Il y a déjà un compte-rendu de cette année scolaire.");
                let hint = text(
                    "Change it by `changeActivityReport`, or send its `version` to make the draft anew.",
                    "Changez-le par `changeActivityReport`, ou envoyez sa `version` pour refaire le brouillon.",
                );
                return Err(Fault::invalid("version", message).coded("ALREADY_EXISTS").hint(hint).into());
            }
            (Some(known), Some(version)) => {
                let known = work.take::<ActivityReport>(CHANGE, known.id.into(), version).await?;
                states::REPORT.after(known.stage, CHANGE)?;
                let change = activity_report::ActiveModel { id: Unchanged(known.id), campaign_id: Set(campaign_id), ..Default::default() };
                let is_of_another = known.campaign_id != campaign_id;
                (if is_of_another { work.save::<ActivityReport>(change).await? } else { work.touched::<ActivityReport>(&known).await? }, REPORT_CHANGED)
            }
        };
        let written = sections::of(work, report.id).await?;
        sections::write(work, &report, &drafted_anew(written, fresh)).await?;
        work.announce(fact.of::<ActivityReport>(&report));
        Ok(report.id.into())
    }
}
