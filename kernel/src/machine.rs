//! States as a table: it checks a step, explains it, lists what is possible and draws the diagram of the docs.

use std::fmt::Debug;

use crate::{refusal::Refusal, sheet::Action};

/// A step from some states to one.
#[derive(Debug)]
pub struct Step<S: 'static> {
    /// The act that takes it.
    pub action: Action,
    /// States it starts from.
    pub from: &'static [S],
    /// State it leads to.
    pub to: S,
}

/// The states of one kind of object.
#[derive(Debug)]
pub struct Machine<S: 'static> {
    /// Whose states.
    pub name: &'static str,
    /// Every step there is.
    pub steps: &'static [Step<S>],
}

/// A row of the table.
pub const fn step<S>(action: Action, from: &'static [S], to: S) -> Step<S> {
    Step { action, from, to }
}

impl<S: Copy + PartialEq + Debug> Machine<S> {
    /// The state after the step, or `INVALID_TRANSITION`.
    pub fn after(&self, state: S, action: Action) -> Result<S, Refusal> {
        self.steps.iter().find(|step| step.action == action && step.from.contains(&state)).map(|step| step.to).ok_or_else(|| Refusal::InvalidTransition {
            from: state_name(state),
            attempted: action.0,
            allowed: self.possible(state).map(|step| step.action.0).collect(),
        })
    }

    /// The steps that start from a state.
    pub fn possible(&self, state: S) -> impl Iterator<Item = &Step<S>> {
        self.steps.iter().filter(move |step| step.from.contains(&state))
    }

    /// The diagram in Mermaid's notation.
    pub fn diagram(&self) -> String {
        let mut lines = vec![String::from("stateDiagram-v2")];
        for step in self.steps {
            for from in step.from {
                lines.push(format!("  {} --> {}: {}", state_name(*from), state_name(step.to), step.action.0));
            }
        }
        lines.join("\n")
    }
}

/// A state as the schema writes it: `InAdaptation` is `IN_ADAPTATION`.
pub fn state_name(state: impl Debug) -> String {
    let mut name = String::new();
    for letter in format!("{state:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Door {
        WideOpen,
        Shut,
        Locked,
    }

    const CLOSE: Action = Action("CLOSE");
    const LOCK: Action = Action("LOCK");
    const DOOR: Machine<Door> = Machine { name: "door", steps: &[step(CLOSE, &[Door::WideOpen], Door::Shut), step(LOCK, &[Door::Shut], Door::Locked)] };

    #[test]
    fn a_step_that_is_not_in_the_table_is_refused_with_what_is() {
        assert_eq!(DOOR.after(Door::WideOpen, CLOSE).ok(), Some(Door::Shut));
        let refused = DOOR.after(Door::Shut, CLOSE).expect_err("shut");
        assert!(matches!(refused, Refusal::InvalidTransition { from, attempted: "CLOSE", allowed } if from == "SHUT" && allowed == ["LOCK"]));
        assert_eq!(DOOR.diagram(), "stateDiagram-v2\n  WIDE_OPEN --> SHUT: CLOSE\n  SHUT --> LOCKED: LOCK");
    }
}
