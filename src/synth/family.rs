//! One organizer, the members of the network, and the children to be enrolled.

use super::Shape;
use super::people::Names;
use super::random::{Draw, Stream};
use super::residents::Residents;
use super::rows::{Child, Holding, Member, Order, Receipt, Spelling};
use super::schools::Place;
use super::season::{DAY, HOUR, SECOND, Season, Stamp};
use compact_str::{CompactString, format_compact};

/// Everything the files say about one family. In an untouched family there is one row in `members`
/// for each of `children`, in the same order, then other relatives; and one account.
#[derive(Debug, Clone)]
pub struct Family {
    pub children: Vec<Child>,
    pub members: Vec<Member>,
    pub accounts: Vec<Holding>,
    pub receipts: Vec<Receipt>,
    pub orders: Vec<Order>,
    /// Somebody of the family who organizes nothing.
    pub relative: CompactString,
}

/// What a family asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// That the organizer's account pays.
    Deduction,
    /// Nothing: the network pays bills of doctors only.
    NetworkOnly,
    /// Nothing: there is no network.
    NoNetwork,
}

/// A character before it had a code point of its own, and since.
const OLD: &str = "\u{E863}";
const ASSIGNED: &str = "䶮";

const CHILD_WORDS: [&str; 8] = ["child", "child", "子女", "儿子", "女儿", "20", "30", "2"];
const ELDER_WORDS: [&str; 5] = ["parent", "父母", "51", "grandparent", "61"];
const SELF_WORDS: [&str; 3] = ["self", "本人", "01"];

impl Family {
    /// A family in which everything is in order, whose children take the slots from `first` on.
    pub fn untouched(city: &Residents, index: u64, first: u64, size: u64, wish: Wish) -> Family {
        let names = Names::of(city.seed, index);
        let children: Vec<Child> = (0..size)
            .map(|place| enroll(city, &names, first + place, place))
            .collect();
        let mut family = Family {
            members: Vec::new(),
            accounts: vec![holding(city, index)],
            receipts: Vec::new(),
            orders: Vec::new(),
            relative: city.people.adult(city.spouse_of(index)),
            children,
        };
        match wish {
            Wish::Deduction => family.found_network(city, index, true),
            Wish::NetworkOnly => family.found_network(city, index, false),
            Wish::NoNetwork => {}
        }
        if wish != Wish::Deduction {
            family.pay_otherwise(city, index, first);
        }
        family
    }

    /// The enrollment of the first child.
    pub fn child(&mut self) -> &mut Child {
        &mut self.children[0]
    }

    /// The membership of the first child.
    pub fn member(&mut self) -> &mut Member {
        &mut self.members[0]
    }

    /// The organizer's account.
    pub fn account(&mut self) -> &mut Holding {
        &mut self.accounts[0]
    }

    /// Sets the accumulated balance, in fen.
    pub fn holds(&mut self, fen: i64) {
        self.account().accumulated = fen;
    }

    /// Does something to every row of the network: what belongs to the network, not to a member.
    pub fn network(&mut self, change: impl Fn(&mut Member)) {
        self.members.iter_mut().for_each(change);
    }

    /// Makes the second enrollment one of the first one's person, with no membership of its own.
    pub fn enroll_twice(&mut self) {
        let again = self.children[1].clone();
        let same = self.children[0].clone();
        self.children[1] = Child {
            number: again.number,
            applied_at: same.applied_at + DAY,
            ..same
        };
        self.members.retain(|m| m.id != again.id);
    }

    /// A row of the first child in a second network, organized by the relative.
    pub fn second_network(&mut self) -> &mut Member {
        let mut row = self.members[0].clone();
        row.network.push_str("-2");
        row.organizer = self.relative.clone();
        self.members.push(row);
        let last = self.members.len() - 1;
        &mut self.members[last]
    }

    /// A receipt of the tax bureau for the first child.
    pub fn receipt(&mut self, season: &Season) -> &mut Receipt {
        self.receipts.push(receipt(&self.children[0], season));
        let last = self.receipts.len() - 1;
        &mut self.receipts[last]
    }

    /// An order not to charge somebody.
    pub fn hold(
        &mut self,
        id: CompactString,
        role: &'static str,
        from: Stamp,
        until: Option<Stamp>,
    ) {
        self.orders.push(Order {
            id,
            role,
            from,
            until,
            reason: "参保信息复核",
            ordered_by: "沪医保函〔2024〕77号",
        });
    }

    fn found_network(&mut self, city: &Residents, index: u64, elects: bool) {
        let mut draw = Draw::new(city.seed, Stream::Network, index);
        let season = &city.season;
        let joined_at = draw.between(season.opens - 900 * DAY, season.cutoff - 3 * DAY);
        let selected_at =
            elects.then(|| draw.between(joined_at.max(season.opens), season.cutoff - HOUR));
        let again = elects && draw.one_in(40);
        let base = Member {
            network: network_id(index),
            organizer: city.people.adult(index),
            id: CompactString::default(),
            name: CompactString::default(),
            relation: "child",
            joined_at,
            left_at: None,
            selected_at,
            // An earlier choice, since made again.
            cancelled_at: selected_at.filter(|_| again).map(|s| s - SECOND),
            dissolved_at: None,
            spelling: spelling(city.shape, &mut draw),
            damage: None,
        };
        for child in &self.children {
            let name = match draw.below(5) {
                0 => CompactString::default(),
                _ => child.name.replace(OLD, ASSIGNED).into(),
            };
            self.members.push(Member {
                id: child.id.clone(),
                name,
                relation: draw.pick(&CHILD_WORDS),
                ..base.clone()
            });
        }
        self.members.extend(relatives(city, index, base, &mut draw));
    }

    /// Families that ask for nothing pay at school or by telephone; the tax bureau knows of some.
    fn pay_otherwise(&mut self, city: &Residents, index: u64, first: u64) {
        let season = &city.season;
        for (slot, child) in (first..).zip(&mut self.children) {
            let mut draw = Draw::new(city.seed, Stream::Payment, slot);
            let channel = draw.pick(&["cash", "qr_code", "school_transfer", "扫码", "学校代扣"]);
            let paid_at = draw.between(season.opens, season.cutoff);
            match (index + draw.below(4)) % 4 {
                0 => (child.paid_channel, child.paid_at) = (channel, Some(paid_at)),
                1 => self.receipts.push(Receipt {
                    channel,
                    paid_at,
                    ..receipt(child, season)
                }),
                _ => {}
            }
        }
    }
}

/// The rows of those who are no pupils: the organizer, wife or husband, the old.
pub fn relatives(city: &Residents, index: u64, base: Member, draw: &mut Draw) -> Vec<Member> {
    let row = |relation, id| Member {
        relation,
        id,
        ..base.clone()
    };
    let mut rows = Vec::new();
    if draw.one_in(6) {
        rows.push(row(draw.pick(&SELF_WORDS), city.people.adult(index)));
    }
    if draw.one_in(4) {
        let spouse = city.people.adult(city.spouse_of(index));
        rows.push(row(draw.pick(&["spouse", "配偶", "妻子", "11"]), spouse));
    }
    if draw.below(5) < 2 {
        let elder = city.people.adult(city.elder_of(index));
        rows.push(row(draw.pick(&ELDER_WORDS), elder));
    }
    rows
}

/// `network_id` of a network by its number.
pub fn network_id(index: u64) -> CompactString {
    format_compact!("GJ{index:09}")
}

/// How the rows of one export spell their instants: nearly always without offset.
pub fn spelling(shape: Shape, draw: &mut Draw) -> Spelling {
    match draw.below(16) {
        2..=5 if shape == Shape::Troubled => Spelling::Slashes,
        6..=9 if shape == Shape::Troubled => Spelling::Digits,
        0 => Spelling::Offset,
        1 => Spelling::Utc,
        _ => Spelling::Local,
    }
}

fn enroll(city: &Residents, names: &Names, slot: u64, place: u64) -> Child {
    let mut draw = Draw::new(city.seed, Stream::Child, slot);
    let document = city.people.child(slot);
    let by_community = draw.one_in(12);
    let institution = if by_community {
        Place::centre(&mut draw)
    } else {
        Place::school_for(document.is_infant, &mut draw)
    };
    let id = match draw.below(4_000) {
        0 => super::people::full_width(&document.number),
        1 => document.number.to_ascii_lowercase(),
        _ => document.number,
    };
    let mut child = Child {
        number: city.number_of(slot),
        year: city.season.year,
        kind: document.kind,
        id,
        name: names.name(place, document.kind),
        category: if document.is_infant {
            "infant"
        } else {
            "student"
        },
        subsidy: "",
        channel: if by_community { "community" } else { "school" },
        district: None,
        place: institution,
        applied_at: draw.between(city.season.opens, city.season.cutoff),
        paid_channel: "",
        paid_at: None,
        spelling: spelling(city.shape, &mut draw),
        damage: None,
    };
    if city.shape == Shape::Troubled {
        spell_by_hand(&mut child, &mut draw);
    }
    child
}

/// Labels for codes, and an old code point in a name.
fn spell_by_hand(child: &mut Child, draw: &mut Draw) {
    if draw.one_in(3) && child.kind == "01" {
        child.kind = draw.pick(&["1", "居民身份证", "居民身份证（户口簿）", "身份证"]);
    }
    if draw.one_in(3) {
        let words: &[&'static str] = match child.category {
            "infant" => &["婴幼儿", "新生儿", "1401", "INFANT"],
            _ => &["中小学生", "学生", "1403", "STUDENT"],
        };
        child.category = draw.pick(words);
    }
    if draw.one_in(40) {
        child.name.push_str(OLD);
    }
}

/// The account of an organizer or of any other employee, with money enough for three children.
pub fn holding(city: &Residents, index: u64) -> Holding {
    let mut draw = Draw::new(city.seed, Stream::Account, index);
    let number = city.people.adult(index);
    let holder = match draw.below(3_000) {
        0 => super::people::fifteen_digits(&number).unwrap_or(number),
        _ => number,
    };
    Holding {
        holder,
        insurance: draw.pick(&["active", "active", "active", "1", "正常参保"]),
        status: draw.pick(&["normal", "normal", "normal", "正常"]),
        current: draw.between(0, 300_000),
        accumulated: city.season.fee * 3 + 1 + draw.between(0, 2_500_000),
        as_of: city.season.batch_day - draw.between(SECOND, 8 * HOUR),
        spelling: spelling(city.shape, &mut draw),
        damage: None,
    }
}

fn receipt(child: &Child, season: &Season) -> Receipt {
    Receipt {
        number: child.number,
        part: 0,
        year: season.year,
        id: child.id.clone(),
        channel: "qr_code",
        amount: season.fee,
        paid_at: season.cutoff - 2 * DAY,
        refunded_at: None,
        damage: None,
    }
}
