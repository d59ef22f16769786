//! Moving jobs without leaving the board: a card goes to its new column at once, the server hears of it in the
//! background, and for ten seconds one tap takes it back.

use super::{
    api::{BoardView, JobCard, load_board, move_job},
    badge, touch,
};
use domain::{error::ErrorKind, garage::JobStatus, locale::Locale};
use i18n::words as w;
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};
use ui::{Fault, locale};

/// How long a move can be taken back with one tap.
const UNDO: Duration = Duration::from_secs(10);

/// A job on its way from one column to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its booking.
    pub(crate) job: String,
    /// What people call it.
    pub(crate) name: String,
    /// Where it stood.
    pub(crate) from: JobStatus,
    /// Where it goes.
    pub(crate) to: JobStatus,
}

impl Step {
    /// The way of `card` to another column.
    pub(crate) fn of(card: &JobCard, to: JobStatus) -> Self {
        Self { job: card.id.clone(), name: card.name().to_owned(), from: card.status, to }
    }

    fn reversed(&self) -> Self {
        Self { from: self.to, to: self.from, ..self.clone() }
    }
}

/// What the board says about the last move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    number: u32,
    /// The sentence.
    pub(crate) text: String,
    /// What takes the move back.
    pub(crate) undo: Option<Step>,
}

/// A card shown where the server does not have it yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ahead {
    to: JobStatus,
    /// The number of the first fetch that will know of the move; `None` while the server has not answered.
    known_from: Option<u32>,
}

/// The jobs of a board in the browser, and what is under way with them.
#[derive(Clone, Copy)]
pub(crate) struct Moves {
    slug: StoredValue<String>,
    /// The reader's language: events and answers come when there is no page around them to ask.
    locale: Locale,
    jobs: RwSignal<Vec<JobCard>>,
    ahead: RwSignal<BTreeMap<String, Ahead>>,
    /// The job that is being dragged.
    pub(crate) dragged: RwSignal<Option<JobCard>>,
    /// What the board says about the last move.
    pub(crate) toast: RwSignal<Option<Toast>>,
    /// Outlives the board: who leaves it has still moved what they moved.
    waiting: StoredValue<ArcStoredValue<VecDeque<Step>>>,
    sending: StoredValue<bool>,
    fetches: StoredValue<u32>,
    shown: StoredValue<u32>,
    toasts: StoredValue<u32>,
}

impl Moves {
    /// The state of the board that the server sent.
    pub(crate) fn new(board: &BoardView) -> Self {
        Self {
            slug: StoredValue::new(board.place.slug.clone()),
            locale: locale(),
            jobs: RwSignal::new(board.jobs.clone()),
            ahead: RwSignal::default(),
            dragged: RwSignal::default(),
            toast: RwSignal::default(),
            waiting: StoredValue::new(ArcStoredValue::new(VecDeque::new())),
            sending: StoredValue::default(),
            fetches: StoredValue::default(),
            shown: StoredValue::default(),
            toasts: StoredValue::default(),
        }
    }

    /// The jobs, each where the reader last put it.
    pub(crate) fn jobs(self) -> Vec<JobCard> {
        let ahead = self.ahead.get();
        let place = |job: &JobCard| JobCard {
            status: ahead.get(&job.id).map_or(job.status, |way| way.to),
            ..job.clone()
        };
        self.jobs.with(|jobs| jobs.iter().map(place).collect())
    }

    /// Moves a job: on the screen now, on the server as soon as the moves before it are through. `follow` keeps the
    /// card in view.
    pub(crate) fn go(self, step: Step, follow: bool) {
        if !step.from.moves().contains(&step.to) {
            return;
        }
        let held = touch::held();
        self.ahead.update(|ahead| {
            ahead.insert(step.job.clone(), Ahead { to: step.to, known_from: None });
        });
        if held.as_ref() == Some(&step.job) {
            touch::give_back(step.job.clone(), follow);
        }
        let waiting = self.waiting.get_value();
        waiting.update_value(|waiting| waiting.push_back(step));
        if !self.sending.get_value() {
            self.sending.set_value(true);
            spawn_local(self.send(self.slug.get_value(), waiting));
        }
    }

    /// Sends the waiting moves one after another: two quick moves of one job must arrive in their order.
    async fn send(self, slug: String, waiting: ArcStoredValue<VecDeque<Step>>) {
        while let Some(Some(step)) = waiting.try_update_value(VecDeque::pop_front) {
            let sent = move_job(slug.clone(), step.job.clone(), step.from, step.to).await;
            match sent {
                _ if self.ahead.is_disposed() => {}
                Ok(()) => self.arrived(&step, &waiting),
                Err(fault) => self.refused(&step, &fault, &waiting),
            }
        }
        self.sending.try_set_value(false);
        self.fetch();
    }

    fn arrived(self, step: &Step, waiting: &ArcStoredValue<VecDeque<Step>>) {
        let more = waiting.with_value(|waiting| waiting.iter().any(|other| other.job == step.job));
        if !more {
            let known_from = Some(self.fetches.get_value() + 1);
            self.ahead.update(|ahead| {
                ahead.entry(step.job.clone()).and_modify(|way| way.known_from = known_from);
            });
        }
        let text = w::board_moved(self.locale, &step.name, badge::name_in(self.locale, step.to));
        self.say(text, Some(step.reversed()));
    }

    /// The card goes back to where the server has it, and moves that built on this one are off.
    fn refused(self, step: &Step, fault: &Fault, waiting: &ArcStoredValue<VecDeque<Step>>) {
        waiting.update_value(|waiting| waiting.retain(|other| other.job != step.job));
        self.ahead.update(|ahead| {
            ahead.remove(&step.job);
        });
        self.say(i18n::lookup(self.locale, &fault.0.key, &[]), None);
    }

    /// Says that the board has no step in that direction.
    pub(crate) fn no_way(self, job: &JobCard) {
        self.say(w::board_no_way(self.locale, job.name()), None);
    }

    fn say(self, text: String, undo: Option<Step>) {
        let number = self.toasts.get_value() + 1;
        self.toasts.set_value(number);
        self.toast.set(Some(Toast { number, text, undo }));
        set_timeout(
            move || {
                let ours = self
                    .toast
                    .try_with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.number == number));
                if ours == Some(true) {
                    self.toast.set(None);
                }
            },
            UNDO,
        );
    }

    /// Takes the last move back.
    pub(crate) fn undo(self, step: Step) {
        self.toast.set(None);
        self.go(step, false);
    }

    /// Fetches the jobs again and shows them, unless a later fetch was faster.
    pub(crate) fn fetch(self) {
        let Some(number) = self.fetches.try_get_value().map(|number| number + 1) else { return };
        self.fetches.set_value(number);
        let slug = self.slug.get_value();
        spawn_local(async move {
            match load_board(slug).await {
                Ok(board) if self.shown.try_get_value().is_some_and(|shown| shown < number) => {
                    self.show(board, number)
                }
                // Who may not see the board any more gets the page that says so. When only the network is away, what is
                // here stays, and the page says that it is old.
                Err(Fault(error))
                    if matches!(
                        error.kind,
                        ErrorKind::SignedOut | ErrorKind::Forbidden | ErrorKind::NotFound
                    ) =>
                {
                    let _ = window().location().reload();
                }
                _ => {}
            }
        });
    }

    fn show(self, board: BoardView, number: u32) {
        let held = touch::held();
        self.shown.set_value(number);
        self.ahead.update(|ahead| ahead.retain(|_, way| way.known_from.is_none_or(|from| number < from)));
        self.jobs.set(board.jobs);
        if let Some(job) = held {
            touch::give_back(job, false);
        }
    }
}
