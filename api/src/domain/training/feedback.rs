//! What participants thought of a session: figures from several answers on, never who said what.
//!
//! Answers are shown in groups: the first five together, then the next five. Whoever looks before and after one person
//! answered sees no difference that is that person's.

use std::collections::BTreeMap;

use async_graphql::{SimpleObject, Union};
use entity::training::session_feedback;
use kernel::{Uuid, ids::random_bytes, refusal::Refusal, sheet::READ, viewer::Viewer};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{TrainingSession, sheet::READ_FEEDBACK};

/// Fewest answers that are shown together.
pub const LEAST: usize = 5;

/// What participants thought of a session, or that it is not shown.
#[derive(Clone, Debug, PartialEq, Union)]
pub enum SessionFeedback {
    /// Figures and comments.
    Figures(FeedbackFigures),
    /// Too few answers.
    Suppressed(Suppressed),
}

/// What participants thought of a session: at least five of them. Answers that came after the last group of five are not in it yet.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub struct FeedbackFigures {
    /// Number of answers that the figures are made of.
    answers: usize,
    /// Mean of the scores, 1 to 5.
    mean_score: f64,
    /// How often each score was given.
    scores: Vec<ScoreCount>,
    /// What was written, in no order.
    comments: Vec<String>,
}

/// How often a score was given.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct ScoreCount {
    /// The score, 1 to 5.
    score: i32,
    /// How often.
    count: usize,
}

/// Figures that are not shown because they could tell who said what; how many there are is not shown either.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct Suppressed {
    /// Why: `FEWER_THAN_LEAST`.
    reason: &'static str,
    /// Fewest answers that are shown.
    least: usize,
}

/// What participants thought of a session, for its trainers, the principal of its host and the rectorate.
pub async fn of(viewer: &Viewer, session: Uuid) -> Result<SessionFeedback, Refusal> {
    let readable = viewer.explain::<TrainingSession>(session, READ.0).await?.is_some_and(|readable| readable.hat.is_some());
    let decided = viewer.explain::<TrainingSession>(session, READ_FEEDBACK.0).await?.filter(|_| readable).ok_or(Refusal::NotFound { argument: "session" })?;
    if let Some(reason) = decided.reason {
        return Err(Refusal::NotAllowed { reason });
    }
    let shown = Condition::all().add(session_feedback::Column::SessionId.eq(session)).add(session_feedback::Column::Shown.eq(true));
    Ok(figures(&viewer.store.rows::<session_feedback::Entity>(shown).await?))
}

fn figures(rows: &[session_feedback::Model]) -> SessionFeedback {
    if rows.len() < LEAST {
        return SessionFeedback::Suppressed(Suppressed { reason: "FEWER_THAN_LEAST", least: LEAST });
    }
    let mut counts: BTreeMap<i32, usize> = (1..=5).map(|score| (score, 0)).collect();
    for row in rows {
        *counts.entry(row.score).or_default() += 1;
    }
    let sum: i32 = rows.iter().map(|row| row.score).sum();
    let answers = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut comments: Vec<String> = rows.iter().filter_map(|row| row.comment.clone()).collect();
    comments.sort();
    SessionFeedback::Figures(FeedbackFigures {
        answers: rows.len(),
        mean_score: (f64::from(sum) / f64::from(answers) * 100.0).round() / 100.0,
        scores: counts.into_iter().map(|(score, count)| ScoreCount { score, count }).collect(),
        comments,
    })
}

/// All answers of a session with one more, each under a new id of chance, in its order; a group that is large enough is shown.
pub fn with_another(rows: Vec<session_feedback::Model>, session: Uuid, score: i32, comment: Option<String>) -> Vec<session_feedback::ActiveModel> {
    let another = session_feedback::Model { session_id: session, score, comment, shown: false, ..Default::default() };
    let mut rows: Vec<session_feedback::Model> = rows.into_iter().chain([another]).map(|row| session_feedback::Model { id: id_of_chance(), ..row }).collect();
    if rows.iter().filter(|row| !row.shown).count() >= LEAST {
        rows.iter_mut().for_each(|row| row.shown = true);
    }
    rows.sort_by_key(|row| row.id);
    let written = |row: session_feedback::Model| session_feedback::ActiveModel {
        id: Set(row.id),
        session_id: Set(row.session_id),
        score: Set(row.score),
        comment: Set(row.comment),
        shown: Set(row.shown),
    };
    rows.into_iter().map(written).collect()
}

/// An id that tells no instant, unlike all others.
pub fn id_of_chance() -> Uuid {
    Uuid::from_bytes(random_bytes())
}

#[cfg(test)]
mod tests {
    use sea_orm::TryIntoModel;

    use super::*;

    fn given(count: i32) -> Vec<session_feedback::Model> {
        let mut rows = Vec::new();
        for number in 0..count {
            let more = with_another(rows, Uuid::nil(), number % 5 + 1, Some(format!("comment {number}")));
            rows = more.into_iter().map(|row| row.try_into_model().expect("a whole row")).collect();
        }
        rows
    }

    #[test]
    fn answers_are_shown_in_groups_of_five() {
        for (answers, shown) in [(4, 0), (5, 5), (6, 5), (9, 5), (10, 10), (11, 10)] {
            let rows = given(answers);
            let shown_rows: Vec<_> = rows.iter().filter(|row| row.shown).cloned().collect();
            assert_eq!((rows.len(), shown_rows.len()), (usize::try_from(answers).expect("few"), shown));
            assert_eq!(matches!(figures(&shown_rows), SessionFeedback::Suppressed(_)), shown == 0, "{answers}");
        }
    }

    #[test]
    fn ids_do_not_tell_the_order_of_the_answers() {
        let rows = given(60);
        let number = |row: &session_feedback::Model| row.comment.clone().expect("a comment").trim_start_matches("comment ").parse::<i32>().expect("a number");
        let order: Vec<i32> = rows.iter().map(number).collect();
        assert!(rows.is_sorted_by_key(|row| row.id) && !order.is_sorted(), "{order:?}");
        let again = with_another(rows.clone(), Uuid::nil(), 1, None);
        assert!(again.iter().all(|row| rows.iter().all(|old| Set(old.id) != row.id)), "all are written anew");
    }

    #[test]
    fn figures_are_of_the_answers() {
        let SessionFeedback::Figures(told) = figures(&given(5)) else { panic!("five are enough") };
        assert_eq!((told.answers, told.mean_score, told.comments.len()), (5, 3.0, 5));
        assert!(told.scores.iter().all(|line| line.count == 1));
    }
}
