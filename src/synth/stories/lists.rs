//! Stories of what other lists say: refunds in `payments.csv`, orders in `holds.csv`.

use super::{Story, story};
use crate::synth::season::DAY;

pub static STORIES: [Story; 6] = [
    story(
        "paid and refunded: deducted, PAYMENT_REFUNDED",
        1,
        40,
        |f, s| {
            let paid = f.receipt(s).clone();
            let refund = f.receipt(s);
            refund.amount = -paid.amount;
            refund.paid_at += DAY;
            refund.part = 1;
        },
    ),
    story(
        "given back on the same row: deducted, PAYMENT_REFUNDED",
        1,
        40,
        |f, s| {
            let receipt = f.receipt(s);
            receipt.refunded_at = Some(receipt.paid_at + DAY);
        },
    ),
    story(
        "a refund without its payment: ALREADY_PAID",
        1,
        10,
        |f, s| {
            let refund = f.receipt(s);
            refund.amount = -refund.amount;
        },
    ),
    story("the student is on hold: ON_HOLD", 1, 30, |f, s| {
        let id = f.child().id.clone();
        f.hold(id, "参保人", s.batch_day, None);
    }),
    story("the organizer is on hold: ON_HOLD", 1, 20, |f, s| {
        let organizer = f.member().organizer.clone();
        f.hold(organizer, "", s.batch_day - DAY, Some(s.batch_day + DAY));
    }),
    story("a hold that is over: deducted", 1, 20, |f, s| {
        let id = f.child().id.clone();
        f.hold(id, "insured", s.batch_day - DAY, Some(s.batch_day));
    }),
];
