//! The texts of the reasons in English.

use super::template::{Template, templates};

templates! {
    AlreadyDeducted:
        "deducted earlier",
        "The fee for {year} has already been deducted; other reasons, where any are listed, point to a double payment or to doubts about identity or network",
        "Nothing more to pay; where other reasons are listed look at them and, if too much was paid, use the refund procedure: nothing is paid back by itself";
    WrongYear:
        "wrong insurance year",
        "The enrollment is for another insurance year than {year}, which is being collected",
        "The school checks the insurance year and sends a correction if it is wrong; {then}";
    InvalidId:
        "invalid identity number",
        "The check character of the identity number is wrong, or the birth date in it does not exist",
        "The school compares type and number with the document and sends a correction; {then}";
    NoFee:
        "no fee for the category",
        "The policy has no fee for this category of person and subsidy, so the amount is unknown",
        "The school checks category and subsidy and sends a correction; {then}";
    OutsideRegion:
        "outside the region",
        "The insured district does not belong to this region (its codes start with {districts})",
        "The school checks the district and sends a correction if it is wrong; a student insured elsewhere pays there";
    IdentityConflict:
        "one number, two names",
        "The enrollments of this identity number for the year carry different names",
        "The school compares name and number with the document and sends a correction; {then}";
    DuplicateEnrollment:
        "enrolled twice",
        "The student has an earlier enrollment for the same year, and the earlier one counts",
        "Nothing to do for this one, do not collect twice; the result stands with the earlier enrollment";
    AlreadyPaid:
        "already paid",
        "The fee for {year} has been paid in another way and is not deducted",
        "Do not collect twice; a family that believes it has not paid asks the tax bureau for the record";
    FeeExempt:
        "paid by the state",
        "The fee for this category and subsidy is {fee} yuan: the state pays all of it, and nothing is deducted",
        "Nothing to pay; if the subsidy is wrong, the school sends a correction";
    EnrolledAfterCutoff:
        "enrolled too late",
        "The enrollment was not made before the close of enrolment, {closes}",
        "Check the time of application and send a correction if it is wrong; {then}";
    MultipleNetworks:
        "in more than one network",
        "At the cut-off, {cutoff}, the student was in more than one family network, and only one is allowed at a time",
        "It is open who pays, so nothing is deducted; the family keeps one network only; {then}";
    JoinedAfterCutoff:
        "joined too late",
        "The student did not join a family network before the cut-off, {cutoff}",
        "Check the time of joining and have the insurance bureau correct it if it is wrong; {then}";
    SelectedAfterCutoff:
        "elected too late",
        "The organizer did not choose to pay premiums from the account before the cut-off, {cutoff}",
        "Check the time of the choice and have the insurance bureau correct it if it is wrong; {then}";
    CancelledAfterLimit:
        "cancelled too late",
        "The choice was cancelled after the limit for cancelling ({limit}) but before the cut-off, {cutoff}; whether that counts cannot be decided automatically",
        "The insurance bureau asks the organizer what is meant; nothing is deducted before that; {then}";
    ContributionCancelled:
        "election cancelled",
        "The organizer cancelled the choice {withdrawn}",
        "Nothing was deducted; {then}";
    LeftNetwork:
        "left the network",
        "The student left the family network before {exit}",
        "Nothing was deducted; {then}";
    NetworkDissolved:
        "network dissolved",
        "The family network was dissolved before {exit}",
        "Nothing was deducted; {then}";
    NetworkInconsistent:
        "network records disagree",
        "The records of one family network disagree about the organizer, or about whether at the cut-off the choice was made, cancelled or the network dissolved",
        "The insurance bureau checks the network's records; once corrected, a later batch judges afresh; {then}";
    NameMismatch:
        "names differ",
        "The enrolled name differs from the member's name in the family network",
        "School and family compare the name with the document; once corrected, a later batch judges afresh; {then}";
    PossibleSamePerson:
        "possibly the same person",
        "Another enrollment or deduction under the same organizer has the same name and another identity number: possibly the same student",
        "The school finds out: if it is one student, only the enrollment with the right document stays; if not, the insurance bureau is told; {then}";
    RelationNotAllowed:
        "relation not allowed",
        "The student's relation to the organizer is not among those whose fee may be paid ({relations})",
        "The organizer checks the relation recorded in the network and corrects it soon if it is wrong; {then}";
    OrganizerConflict:
        "organizer in conflict",
        "The organizer is also a member of another family network, or organizes more than one",
        "The organizer has the networks checked by the insurance bureau; {then}";
    OnHold:
        "on hold",
        "The insurance bureau has ordered that this student, or the organizer, is not to be charged for the time being",
        "The insurance bureau looks into it; once the order has ended a later batch judges afresh, and nobody collects before that";
    RemittanceReturned:
        "earlier deduction not completed",
        "An earlier deduction for this student did not go through and has been reversed",
        "The insurance bureau settles the cause that code and text name; until then nothing is deducted; once it is settled and the code is among the policy's retry_codes, a later batch judges afresh; {then}";
    EvidenceRejected:
        "a related record is unreadable",
        "A row about the student, the network or the paying account could not be read; nobody is charged on incomplete data",
        "The supplier of the data corrects the rows in the list of rejects and sends them again; a later batch judges afresh; {then}";
    AccountNotFound:
        "no account record",
        "The data hold no personal account of the organizer",
        "The organizer checks the identity number and whether the employee insurance is held here; {then}";
    AccountAmbiguous:
        "two account records",
        "There are two differing records of the organizer's account, so the balance is unknown",
        "The account system checks and sends the record again; a later batch judges afresh; {then}";
    InsuranceNotActive:
        "employee insurance not active",
        "The organizer's employee insurance is not active",
        "The organizer asks the employer or the insurance bureau; once it is active, a later batch judges afresh; {then}";
    AccountNotUsable:
        "account not usable",
        "The organizer's account is frozen, closed or otherwise not usable",
        "The organizer asks the insurance bureau; once it is usable, a later batch judges afresh; {then}";
    BalanceOutOfDate:
        "balance out of date",
        "The balance is of a time after the day of the batch, or more than {age} days before it",
        "The account system sends the present balance; a later batch judges afresh; {then}";
    BalanceEqualsFee:
        "balance equals the fee",
        "What is left of the organizer's accumulated balance is exactly the fee of {fee} yuan, and the policy asks for more than the fee",
        "Once the balance has grown, a later batch judges afresh; {then}";
    InsufficientBalance:
        "balance too low",
        "What is left of the organizer's accumulated balance is below the fee of {fee} yuan; only the whole fee is deducted, and never from the current year's money",
        "Once the balance has grown, a later batch judges afresh; {then}";
}
