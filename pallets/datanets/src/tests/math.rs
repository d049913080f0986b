// SPDX-License-Identifier: Apache-2.0

//! The arithmetic on its own.

use crate::{
    content_commitment, divide_shares, median, mock, Grants, MaxReviews, Policy, Terms, MAX_REVIEWS, MAX_SOURCES,
};
use frame::{deps::sp_runtime::Permill, traits::Get};
use proptest::prelude::*;

#[test]
fn reviews_should_have_room_for_as_many_as_a_policy_can_ask_for() {
    assert_eq!(<MaxReviews as Get<u32>>::get(), u32::from(MAX_REVIEWS));
}

#[test]
fn median_should_be_the_lower_middle() {
    assert_eq!(median(vec![]), None);
    assert_eq!(median(vec![7]), Some(7));
    assert_eq!(median(vec![9, 3]), Some(3));
    assert_eq!(median(vec![9, 3, 5]), Some(5));
    assert_eq!(median(vec![0, 100, 100, 0]), Some(0));
    assert_eq!(median(vec![1, 2, 3, 4]), Some(2));
}

#[test]
fn content_commitment_should_be_the_hash_of_domain_account_and_digest() {
    let digest = frame::prelude::H256::repeat_byte(7);
    let mut bytes = b"openledger/datanets/content/1".to_vec();
    bytes.extend(5u64.to_le_bytes());
    bytes.extend([7; 32]);
    assert_eq!(content_commitment(&5u64, digest).0, frame::hashing::blake2_256(&bytes));
}

#[test]
fn loss_should_need_a_majority_of_bad_scores() {
    let terms = Terms { min_score: 50, kept: 10, ..mock::terms_of(Policy { deposit: 100, ..mock::policy() }) };
    for (scores, loss) in [
        (vec![0], 50),
        (vec![0, 100], 0),
        (vec![0, 49], 50),
        (vec![0, 0, 100], 50),
        (vec![0, 0, 100, 100], 0),
        (vec![50, 100, 0], 0),
    ] {
        assert_eq!(terms.loss(100, &scores), loss, "{scores:?}");
    }
    let all = Terms { penalty: Permill::one(), ..terms };
    assert_eq!(all.loss(100, &[0]), 90);
    assert_eq!(all.loss(5, &[0]), 0);
}

proptest! {
    #[test]
    fn median_should_have_half_of_the_scores_on_each_side(scores in proptest::collection::vec(0u8..=100, 1..=15)) {
        let middle = median(scores.clone()).unwrap();
        prop_assert!(scores.contains(&middle));
        prop_assert!(2 * scores.iter().filter(|score| **score <= middle).count() >= scores.len());
        prop_assert!(2 * scores.iter().filter(|score| **score >= middle).count() > scores.len());
    }

    #[test]
    fn divide_shares_should_give_away_exactly_items_times_score(
        items: u32, score in 1u8..=100, part in 0u32..=1_000_000, sources in 0..=MAX_SOURCES,
    ) {
        let (own, each) = divide_shares(items, score, Permill::from_parts(part), sources).unwrap();
        let whole = u128::from(items) * u128::from(score);
        prop_assert_eq!(own + each * u128::from(sources), whole);
        let originals = if sources == 0 { 0 } else { whole * u128::from(part) / 1_000_000 };
        prop_assert_eq!(each, originals.checked_div(sources.into()).unwrap_or_default());
    }

    #[test]
    fn grants_should_sum_to_items_times_score(
        items: u32,
        score in 1u8..=100,
        later in 1u8..=100,
        parts in (0u32..=1_000_000, 0u32..=500_000),
        sources in 0..=MAX_SOURCES,
    ) {
        let whole = |score: u8| u128::from(items) * u128::from(score);
        let sum = |grants: Grants| grants.own + grants.each * u128::from(sources) + grants.curators;
        let (originals, curators) = (Permill::from_parts(parts.0), Permill::from_parts(parts.1));
        let grants = Grants::new(items, score, originals, sources, curators).unwrap();
        let (rest, each) = divide_shares(items, score, originals, sources).unwrap();
        prop_assert_eq!((sum(grants), grants.each), (whole(score), each));
        prop_assert_eq!(grants.curators, rest * u128::from(parts.1) / 1_000_000);
        let rescaled = grants.rescaled(items, later, score, sources).unwrap();
        prop_assert_eq!(sum(rescaled), whole(later));
        prop_assert_eq!(rescaled.curators, grants.curators * u128::from(later) / u128::from(score));
    }
}
