//! What becomes of an agenda.

use super::{Checked, distinct, instant, list, needed, schema};
use crate::{
    bounds::{PARAGRAPH_MAX, TEXT_MAX},
    content::{AgendaCancel, Minutes},
};

pub(super) fn cancel(c: &AgendaCancel) -> Checked {
    schema(c.schema)?;
    needed("reason", &c.reason, PARAGRAPH_MAX)
}

pub(super) fn minutes(c: &Minutes) -> Checked {
    schema(c.schema)?;
    needed("text", &c.text, TEXT_MAX)?;
    distinct("attended", &c.attended)?;
    list("decisions", &c.decisions)?;
    for (n, decision) in c.decisions.iter().enumerate() {
        needed(&format!("decisions[{n}].text"), &decision.text, PARAGRAPH_MAX)?;
        distinct(&format!("decisions[{n}].papers"), &decision.papers)?;
    }
    list("tasks", &c.tasks)?;
    for (n, task) in c.tasks.iter().enumerate() {
        needed(&format!("tasks[{n}].text"), &task.text, PARAGRAPH_MAX)?;
        instant(&format!("tasks[{n}].due"), task.due)?;
        distinct(&format!("tasks[{n}].papers"), &task.papers)?;
    }
    Ok(())
}
