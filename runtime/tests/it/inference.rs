// SPDX-License-Identifier: Apache-2.0

//! Channels, vouchers, agents and receipts with the real wiring: real signatures, the ledger behind, staking slashed.

use crate::chain::{dispatch, Chain};
use codec::{Decode, Encode};
use openledger_primitives::{
    runtime_api::runtime_decl_for_open_ledger_api::OpenLedgerApiV1,
    traits::{OperatorInspect, ValueAt},
    Balance, ChannelKey, ContributionId, DatanetId, Era, ModelId, PoolId, Receipt, ReceiptProof, Settled,
    SignedReceipt, SignedVoucher, Units, Voucher, VoucherAgent, OPEN,
};
use openledger_runtime::{
    constants::currency::EXISTENTIAL_DEPOSIT,
    governance::parameters::{staking, Parameter},
    AccountId, Attribution, Balances, Inference, OperatorStaking, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeHoldReason, RuntimeOrigin, Signature, System, Treasury,
};
use pallet_inference::{Call, CallTotals, Error, Event, Limit, SkipReason};
use polkadot_sdk::{
    frame_support::{
        storage::with_storage_layer,
        traits::{
            fungible::{Inspect, InspectHold},
            Get,
        },
    },
    pallet_balances,
    sp_core::{ecdsa, ed25519, sr25519, Pair, H256},
    sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie},
    sp_runtime::{
        traits::{Dispatchable, IdentifyAccount},
        DispatchError, MultiSigner, Permill,
    },
};

/// The model and the datanet of the development chain, whose operator is Eve.
pub const MODEL: ModelId = ModelId(0);
const DATANET: DatanetId = DatanetId(0);
pub const OWN_STAKE: Balance = 10_000 * OPEN;
pub const DELEGATION: Balance = 2_500 * OPEN;

/// The part of a stake that a conviction takes.
type SlashPart = <Runtime as pallet_receipts::Config>::EquivocationSlash;

pub type Signed = SignedVoucher<AccountId, Signature>;

pub type Sign = Box<dyn Fn(&[u8]) -> Signature>;

/// An account and how its key signs.
pub struct Key {
    pub account: AccountId,
    pub sign: Sign,
}

fn key(signer: impl Into<MultiSigner>, sign: impl Fn(&[u8]) -> Signature + 'static) -> Key {
    Key { account: signer.into().into_account(), sign: Box::new(sign) }
}

pub fn sr25519(uri: &str) -> Key {
    let pair = sr25519::Pair::from_string(uri, None).unwrap();
    key(pair.public(), move |message| pair.sign(message).into())
}

pub fn ed25519(uri: &str) -> Key {
    let pair = ed25519::Pair::from_string(uri, None).unwrap();
    key(pair.public(), move |message| pair.sign(message).into())
}

pub fn ecdsa(uri: &str) -> Key {
    let pair = ecdsa::Pair::from_string(uri, None).unwrap();
    key(pair.public(), move |message| pair.sign(message).into())
}

fn eth(uri: &str) -> Key {
    let pair = ecdsa::KeccakPair::from_string(uri, None).unwrap();
    key(MultiSigner::Eth(pair.public()), move |message| Signature::Eth(pair.sign(message)))
}

/// A key of each kind, all from one seed.
fn keys() -> [Key; 4] {
    [sr25519("//Payer"), ed25519("//Payer"), ecdsa("//Payer"), eth("//Payer")]
}

fn wrapped(payload: &[u8]) -> Vec<u8> {
    [b"<Bytes>", payload, b"</Bytes>"].concat()
}

pub fn eve() -> AccountId {
    Eve.to_account_id()
}

fn genesis() -> H256 {
    System::block_hash(0)
}

/// The key of the payer's channel with Eve.
pub fn to_eve(payer: &AccountId) -> ChannelKey<AccountId> {
    ChannelKey { operator: eve(), payer: payer.clone() }
}

pub fn call_as(who: &AccountId, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
    let call = call.into();
    with_storage_layer(|| call.dispatch(RuntimeOrigin::signed(who.clone()))).map(|_| ()).map_err(|failed| failed.error)
}

/// The development chain, with a contribution to the model's datanet by Ferdie, a delegation by Bob to Eve, and 1,000
/// OPEN for each of the keys, an era later.
pub fn set_up() -> Chain {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let submission = pallet_datanets::Submission {
            kind: pallet_datanets::Kind::Raw,
            content_hash: H256::repeat_byte(1),
            items: 10,
            bytes: 4_096,
            uri: None,
        };
        let contribute = pallet_datanets::Call::contribute { datanet: DATANET, submission, max_deposit: OPEN };
        dispatch(Ferdie, contribute).unwrap();
        for curator in [Alice, Bob] {
            let contribution = ContributionId(0);
            dispatch(curator, pallet_datanets::Call::review { contribution, score: 80 }).unwrap();
        }
        dispatch(Bob, pallet_operator_staking::Call::delegate { operator: eve(), amount: DELEGATION }).unwrap();
        for payer in keys() {
            let dest = payer.account.into();
            dispatch(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * OPEN })
                .unwrap();
        }
    });
    chain.pass_eras(1);
    chain
}

/// Go on to the first block of the era `eras` after the current one.
pub fn go_on(chain: &mut Chain, eras: Era) {
    let era = chain.read(Attribution::current_era) + eras;
    while chain.block(Attribution::current_era) < era {}
}

pub fn open(payer: &AccountId, amount: Balance) {
    let max_deposit = Balance::MAX;
    call_as(payer, Call::<Runtime>::open_channel { operator: eve(), amount, max_deposit }).unwrap();
}

/// The work of so many calls.
pub fn units(calls: u64) -> Units {
    Units { calls, input_tokens: 812 * calls, output_tokens: 1_391 * calls }
}

/// A voucher with these totals for the payer's open channel.
pub fn voucher(payer: &AccountId, amount: Balance, calls: u64) -> Voucher<AccountId> {
    Voucher {
        payer: payer.clone(),
        operator: eve(),
        channel: Runtime::channel(to_eve(payer)).unwrap().channel,
        agent: None,
        model: MODEL,
        amount,
        units: units(calls),
        receipts_root: H256::repeat_byte(7),
        split_version: Runtime::fee_split().version,
        expires: Attribution::current_era() + 20,
    }
}

pub fn raw(key: &Key, voucher: Voucher<AccountId>) -> Signed {
    let signature = (key.sign)(&voucher.payload(&genesis()));
    SignedVoucher { voucher, signature, claim: None, acceptance: None }
}

fn as_wallets_do(key: &Key, voucher: Voucher<AccountId>) -> Signed {
    let signature = (key.sign)(&wrapped(&voucher.payload(&genesis())));
    SignedVoucher { voucher, signature, claim: None, acceptance: None }
}

/// With a signature as its operator's.
pub fn accepted(operator: &Key, signed: Signed, wrap: bool) -> Signed {
    let payload = signed.acceptance_payload(&genesis());
    let acceptance = Some((operator.sign)(&if wrap { wrapped(&payload) } else { payload }));
    SignedVoucher { acceptance, ..signed }
}

/// Under the last authorization of the agent, if it has one.
pub fn by_agent(agent: &Key, voucher: Voucher<AccountId>) -> Signed {
    let account = agent.account.clone();
    let info = Runtime::agent(to_eve(&voucher.payer), account.clone());
    let authorization = info.map_or(0, |info| info.authorization);
    raw(agent, Voucher { agent: Some(VoucherAgent { account, authorization }), ..voucher })
}

/// The outcome of a voucher: the amount paid, the rest and its reason, or the reason why it was skipped.
pub type Outcome = Result<(Balance, Balance, Option<Limit>), SkipReason>;

/// Let Eve submit vouchers for her.
pub fn settle(vouchers: Vec<Signed>) -> Vec<Outcome> {
    settle_by(&eve(), vouchers)
}

pub fn settle_by(who: &AccountId, vouchers: Vec<Signed>) -> Vec<Outcome> {
    let before = System::events().len();
    call_as(who, Call::<Runtime>::settle { vouchers }).unwrap();
    let outcome = |event: RuntimeEvent| match event {
        RuntimeEvent::Inference(Event::VoucherSettled { amount, left, limit, .. }) => Some(Ok((amount, left, limit))),
        RuntimeEvent::Inference(Event::VoucherSkipped { reason, .. }) => Some(Err(reason)),
        _ => None,
    };
    System::events().into_iter().skip(before).filter_map(|record| outcome(record.event)).collect()
}

pub const fn paid(amount: Balance) -> Outcome {
    Ok((amount, 0, None))
}

/// Shares of revenue are rounded down to 2^-64 planck a share.
fn assert_earned(who: AccountId, pool: PoolId<AccountId>, expected: Balance) {
    let claimable = Attribution::claimable(who.clone(), pool.clone());
    assert!(claimable <= expected && claimable + 1 >= expected, "{who} in {pool:?}: {claimable}, not {expected}");
}

#[test]
fn vouchers_of_every_kind_of_key_should_credit_everybody_behind_the_model() {
    let mut chain = set_up();
    chain.block(|| keys().iter().for_each(|payer| open(&payer.account, 50 * OPEN)));
    chain.block(|| {
        let first = keys().iter().map(|payer| raw(payer, voucher(&payer.account, 10 * OPEN, 4))).collect();
        assert_eq!(settle(first), [paid(10 * OPEN); 4]);
        // The next one of each replaces it, and is signed as browser wallets do.
        let second = keys().iter().map(|payer| as_wallets_do(payer, voucher(&payer.account, 25 * OPEN, 11))).collect();
        assert_eq!(settle(second), [paid(15 * OPEN); 4]);

        let escrow = Balances::total_balance(&Inference::escrow_account());
        assert_eq!(escrow, EXISTENTIAL_DEPOSIT + 4 * 25 * OPEN);
        assert_eq!(Inference::calls(), CallTotals { payers: 4 * 11, agents: 0 });
        for payer in keys() {
            let channel = Runtime::channel(to_eve(&payer.account)).unwrap();
            assert_eq!((channel.balance, channel.closes), (25 * OPEN, None));
            assert_eq!(channel.settled, [Settled { model: MODEL, amount: 25 * OPEN, units: units(11) }]);
        }
    });
    // Until everything has flowed.
    chain.pass_eras(2);
    chain.block(|| {
        // Of 100 OPEN: 40 to the data, 25 to the builders, 20 to the operator, 10 to its stakers, a tenth of that as
        // its commission and the rest by stake.
        assert_earned(Ferdie.to_account_id(), PoolId::Datanet(DATANET), 40 * OPEN);
        assert_earned(Dave.to_account_id(), PoolId::ModelBuilders(MODEL), 15 * OPEN);
        assert_earned(Charlie.to_account_id(), PoolId::ModelBuilders(MODEL), 10 * OPEN);
        let by_stake = |stake: Balance| 9 * OPEN * (stake / OPEN) / ((OWN_STAKE + DELEGATION) / OPEN);
        assert_earned(eve(), PoolId::Operator(eve()), 21 * OPEN + by_stake(OWN_STAKE));
        assert_earned(Bob.to_account_id(), PoolId::Operator(eve()), by_stake(DELEGATION));

        let before = Balances::total_balance(&Dave.to_account_id());
        let pool = PoolId::ModelBuilders(MODEL);
        let claimable = Attribution::claimable(Dave.to_account_id(), pool.clone());
        dispatch(Dave, pallet_attribution::Call::claim { pool, path: Default::default() }).unwrap();
        assert_eq!(Balances::total_balance(&Dave.to_account_id()), before + claimable);
    });
}

#[test]
fn what_is_not_signed_by_the_payer_on_this_chain_should_be_skipped() {
    let mut chain = set_up();
    chain.block(|| {
        keys().iter().for_each(|payer| open(&payer.account, 50 * OPEN));
        for payer in keys() {
            let voucher = voucher(&payer.account, 10 * OPEN, 1);
            let payload = voucher.payload(&genesis());
            let with = |signature| SignedVoucher { voucher: voucher.clone(), signature, claim: None, acceptance: None };
            let mut bad: Vec<Signed> = [
                voucher.payload(&H256::repeat_byte(0x47)),
                voucher.payload(&H256::zero()),
                voucher.encode(),
                wrapped(&wrapped(&payload)),
                Voucher { amount: 9 * OPEN, ..voucher.clone() }.payload(&genesis()),
            ]
            .iter()
            .map(|message| with((payer.sign)(message)))
            .collect();
            // The same seed makes other accounts with other kinds of keys.
            bad.extend(keys().iter().filter(|key| key.account != payer.account).map(|key| with((key.sign)(&payload))));
            // Nobody is an agent without being authorized, not even the payer.
            bad.push(by_agent(&payer, voucher.clone()));

            let (count, good) = (bad.len(), raw(&payer, voucher.clone()));
            bad.extend([good.clone(), good]);
            let outcomes = settle(bad);
            assert_eq!(outcomes[..count - 1], vec![Err(SkipReason::BadSignature); count - 1]);
            assert_eq!(
                outcomes[count - 1..],
                [Err(SkipReason::AgentNotAuthorized), paid(10 * OPEN), Err(SkipReason::NothingNew)]
            );
        }
    });
}

/// Without its operator's acceptance a voucher does not settle for its payer, and with it, it settles for anyone.
#[test]
fn what_the_operator_has_not_agreed_to_should_be_skipped() {
    let operator = sr25519("//Eve");
    let mut chain = set_up();
    chain.block(|| {
        keys().iter().for_each(|payer| open(&payer.account, 50 * OPEN));
        for payer in keys() {
            let served = raw(&payer, voucher(&payer.account, 50 * OPEN, 20));
            let hostile = raw(&payer, voucher(&payer.account, 1, u64::MAX / 2_000));
            let mut notes = vec![hostile.clone(), served.clone()];
            // Neither the payer's own signature, nor the operator's of another voucher, nor another key's from its
            // seed.
            notes.push(accepted(&payer, hostile.clone(), false));
            let acceptance = accepted(&operator, served.clone(), false).acceptance;
            notes.push(SignedVoucher { acceptance, ..hostile.clone() });
            notes.extend(
                [ed25519("//Eve"), ecdsa("//Eve"), eth("//Eve")].map(|key| accepted(&key, hostile.clone(), true)),
            );
            let count = notes.len();
            assert_eq!(settle_by(&payer.account, notes), vec![Err(SkipReason::NotAccepted); count]);
            assert_eq!(settle(vec![served]), [paid(50 * OPEN)]);
        }
    });
    chain.block(|| {
        let payer = sr25519("//Payer");
        call_as(&payer.account, Call::<Runtime>::top_up { operator: eve(), amount: 10 * OPEN }).unwrap();
        let notes = [(51, false), (53, true)]
            .map(|(amount, wrap)| accepted(&operator, raw(&payer, voucher(&payer.account, amount * OPEN, 21)), wrap));
        assert_eq!(settle_by(&Ferdie.to_account_id(), notes.to_vec()), [paid(OPEN), paid(2 * OPEN)]);
    });
    chain.block(|| {
        // An acceptance is for one key: a voucher accepted of an agent does not settle once more for the payer.
        let (payer, agent) = (sr25519("//Payer"), ed25519("//Agent"));
        let authorize = Call::<Runtime>::authorize_agent {
            operator: eve(),
            agent: agent.account.clone(),
            cap: OPEN,
            expires: Attribution::current_era() + 10,
            models: vec![],
            max_deposit: Balance::MAX,
        };
        call_as(&payer.account, authorize).unwrap();
        let voucher = voucher(&payer.account, 54 * OPEN, 22);
        let of_agent = accepted(&operator, by_agent(&agent, voucher.clone()), false);
        let copy = SignedVoucher { acceptance: of_agent.acceptance.clone(), ..raw(&payer, voucher) };
        assert_eq!(
            settle_by(&payer.account, vec![copy, of_agent]),
            [Err(SkipReason::NotAccepted), Ok((OPEN, 53 * OPEN, Some(Limit::Cap)))]
        );
    });
}

#[test]
fn an_agent_should_pay_up_to_its_cap_counted_on_its_own() {
    let (payer, agent, other) = (ecdsa("//Payer"), ed25519("//Agent"), sr25519("//Agent"));
    let mut chain = set_up();
    let last = chain.block(|| {
        open(&payer.account, 100 * OPEN);
        let authorize = |key: &Key, expires| Call::<Runtime>::authorize_agent {
            operator: eve(),
            agent: key.account.clone(),
            cap: 5 * OPEN,
            expires,
            models: vec![MODEL],
            max_deposit: Balance::MAX,
        };
        let last = Attribution::current_era() + 10;
        call_as(&payer.account, authorize(&agent, last)).unwrap();
        call_as(&payer.account, authorize(&other, last)).unwrap();

        // The agents have no accounts: a key is enough.
        assert!(!System::account_exists(&agent.account));
        let outcomes = settle(vec![
            by_agent(&agent, voucher(&payer.account, 8 * OPEN, 8)),
            by_agent(&other, voucher(&payer.account, 3 * OPEN, 3)),
            raw(&payer, voucher(&payer.account, 20 * OPEN, 20)),
            by_agent(&agent, voucher(&payer.account, 9 * OPEN, 9)),
        ]);
        assert_eq!(
            outcomes,
            [Ok((5 * OPEN, 3 * OPEN, Some(Limit::Cap))), paid(3 * OPEN), paid(20 * OPEN), Err(SkipReason::CapReached),]
        );
        assert_eq!(Inference::calls(), CallTotals { payers: 20, agents: 5 + 3 });
        assert_eq!(Runtime::channel(to_eve(&payer.account)).unwrap().balance, 72 * OPEN);
        let info = |key: &Key| Runtime::agent(to_eve(&payer.account), key.account.clone()).unwrap();
        assert_eq!((info(&agent).left, info(&other).left), (0, 2 * OPEN));
        assert_eq!(info(&agent).settled[0].amount, 5 * OPEN);
        last
    });
    chain.pass_eras(1);
    chain.block(|| {
        // The same voucher settles the rest that the cap kept back.
        assert_eq!(settle(vec![by_agent(&agent, voucher(&payer.account, 8 * OPEN, 8))]), [paid(3 * OPEN)]);
        assert_eq!(Inference::calls().agents, 8 + 3);

        let operator = eve();
        call_as(&payer.account, Call::<Runtime>::revoke_agent { operator, agent: agent.account.clone() }).unwrap();
        let expires = Runtime::agent(to_eve(&payer.account), agent.account.clone()).unwrap().expires;
        let thaw: u32 = <Runtime as pallet_inference::Config>::ThawEras::get();
        assert_eq!(expires, Attribution::current_era() + thaw);
        assert!(expires < last);
        // Its operator can still settle.
        assert_eq!(settle(vec![by_agent(&agent, voucher(&payer.account, 9 * OPEN, 9))]), [paid(OPEN)]);
    });
    let thaw = <Runtime as pallet_inference::Config>::ThawEras::get();
    chain.pass_eras(thaw + 1);
    chain.block(|| {
        let late = by_agent(&agent, voucher(&payer.account, 10 * OPEN, 10));
        assert_eq!(settle(vec![late]), [Err(SkipReason::AgentExpired)]);
    });
}

#[test]
fn stake_should_limit_what_is_settled_until_the_window_has_passed() {
    let payer = sr25519("//Charlie");
    let window = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    let ratio: u32 = Parameter::<staking::StakePerFee>::get();
    let mut chain = set_up();
    let coverage = (OWN_STAKE + DELEGATION) / Balance::from(ratio);
    let late = chain.block(|| {
        open(&payer.account, 2 * coverage);
        assert_eq!(Runtime::channel(to_eve(&payer.account)).unwrap().coverage, coverage);
        let voucher = raw(&payer, voucher(&payer.account, coverage + 250 * OPEN, 150));
        assert_eq!(settle(vec![voucher.clone()]), [Ok((coverage, 250 * OPEN, Some(Limit::Coverage)))]);
        assert_eq!(settle(vec![voucher.clone()]), [Err(SkipReason::NotCovered)]);
        voucher
    });
    go_on(&mut chain, window - 1);
    chain.block(|| assert_eq!(settle(vec![late.clone()]), [Err(SkipReason::NotCovered)]));
    go_on(&mut chain, 1);
    chain.block(|| {
        assert_eq!(settle(vec![late]), [paid(250 * OPEN)]);
        // Settled in two parts, the units sum to all of them.
        assert_eq!(Runtime::channel(to_eve(&payer.account)).unwrap().settled[0].units.calls, 150);
        assert_eq!(Inference::coverage(eve()), coverage - 250 * OPEN);
    });
}

#[test]
fn a_closed_channel_should_return_what_was_not_used() {
    let payer = ed25519("//Payer");
    let thaw: u32 = <Runtime as pallet_inference::Config>::ThawEras::get();
    let mut chain = set_up();
    let (before, closes) = chain.block(|| {
        let before = Balances::total_balance(&payer.account);
        // All that the account can give away.
        let deposit: Balance = <Runtime as pallet_inference::Config>::ChannelDeposit::get();
        open(&payer.account, before - deposit - EXISTENTIAL_DEPOSIT);
        call_as(&payer.account, Call::<Runtime>::request_close { operator: eve() }).unwrap();
        let close = Call::<Runtime>::close_channel { channel: to_eve(&payer.account) };
        assert_eq!(call_as(&payer.account, close), Err(Error::<Runtime>::ThawRunning.into()));
        // So many whole eras are the operator's, after the one of the request.
        let closes = Runtime::channel(to_eve(&payer.account)).unwrap().closes.unwrap();
        assert_eq!(closes, Attribution::current_era() + thaw + 1);
        (before, closes)
    });
    let old = chain.block(|| {
        let voucher = raw(&payer, voucher(&payer.account, 12 * OPEN, 6));
        assert_eq!(settle(vec![voucher.clone()]), [paid(12 * OPEN)]);
        voucher
    });
    let era = chain.read(Attribution::current_era);
    go_on(&mut chain, closes - 1 - era);
    chain.block(|| {
        let close = Call::<Runtime>::close_channel { channel: to_eve(&payer.account) };
        assert_eq!(call_as(&payer.account, close), Err(Error::<Runtime>::ThawRunning.into()));
    });
    go_on(&mut chain, 1);
    chain.block(|| {
        // Anyone can close it.
        let close = Call::<Runtime>::close_channel { channel: to_eve(&payer.account) };
        call_as(&Ferdie.to_account_id(), close).unwrap();
        assert_eq!(Balances::free_balance(&payer.account), before - 12 * OPEN);
        assert_eq!(Balances::total_balance(&Inference::escrow_account()), EXISTENTIAL_DEPOSIT);
        assert_eq!(settle(vec![old.clone()]), [Err(SkipReason::ChannelNotFound)]);
        // A new channel has another number, so that old vouchers stay settled.
        open(&payer.account, 20 * OPEN);
        assert_eq!(settle(vec![old.clone()]), [Err(SkipReason::OtherChannel)]);
    });
}

pub fn receipt(payer: &AccountId, sequence: u64, response: u8) -> Receipt<AccountId> {
    Receipt {
        payer: payer.clone(),
        operator: eve(),
        channel: Runtime::channel(to_eve(payer)).unwrap().channel,
        sequence,
        era: Attribution::current_era(),
        model: MODEL,
        amount: OPEN / 100,
        units: units(1),
        request: H256::repeat_byte(1),
        response: H256::repeat_byte(response),
        parent: None,
    }
}

pub fn answered(key: &Key, receipt: Receipt<AccountId>, wrap: bool) -> SignedReceipt<AccountId, Signature> {
    let payload = receipt.payload(&genesis());
    let signature = (key.sign)(&if wrap { wrapped(&payload) } else { payload });
    SignedReceipt { receipt, signature }
}

#[test]
fn two_receipts_of_one_call_should_slash_the_operator_through_staking() {
    let (payer, operator) = (sr25519("//Payer"), sr25519("//Eve"));
    assert_eq!(operator.account, eve());
    let mut chain = set_up();
    chain.block(|| {
        open(&payer.account, 50 * OPEN);
        let reason = RuntimeHoldReason::from(pallet_operator_staking::HoldReason::Stake);
        let held = |who: &AccountId| Balances::balance_on_hold(&reason, who);
        let treasury = || Balances::total_balance(&Treasury::account_id());
        let staked = || OperatorStaking::operator(&eve()).unwrap().stake;
        let (bob, ferdie) = (Bob.to_account_id(), Ferdie.to_account_id());
        let before = (treasury(), Balances::free_balance(&ferdie), Balances::total_issuance());
        assert_eq!((held(&eve()), held(&bob), staked()), (OWN_STAKE, DELEGATION, OWN_STAKE + DELEGATION));

        let part: Permill = SlashPart::value_at(Attribution::current_era());
        let (loss, total_loss) = (part * OWN_STAKE, part * (OWN_STAKE + DELEGATION));
        // A part of the whole loss, but not more than half of the operator's own.
        let reporters_part: Permill = <Runtime as pallet_receipts::Config>::ReporterReward::get();
        let reward = (reporters_part * total_loss).min(loss / 2);
        let report = |first: &SignedReceipt<_, _>, second: &SignedReceipt<_, _>| {
            let (first, second) = (Box::new(first.clone()), Box::new(second.clone()));
            pallet_receipts::Call::<Runtime>::report_equivocation { first, second }
        };
        let first = answered(&operator, receipt(&payer.account, 3, 1), false);
        let second = answered(&operator, receipt(&payer.account, 3, 2), true);

        // Not with a receipt of another call, of the same content, or signed by another key.
        let call = answered(&operator, receipt(&payer.account, 4, 2), false);
        let forged = answered(&payer, receipt(&payer.account, 3, 2), false);
        for (other, error) in [
            (call, pallet_receipts::Error::<Runtime>::ReceiptsOfDifferentCalls),
            (answered(&operator, first.receipt.clone(), true), pallet_receipts::Error::<Runtime>::ReceiptsEqual),
            (forged, pallet_receipts::Error::<Runtime>::ReceiptNotSigned),
        ] {
            assert_eq!(call_as(&ferdie, report(&first, &other)), Err(error.into()));
        }

        call_as(&ferdie, report(&first, &second)).unwrap();
        System::assert_has_event(
            pallet_receipts::Event::<Runtime>::EquivocationProven {
                operator: eve(),
                channel: first.receipt.channel,
                sequence: 3,
                reporter: ferdie.clone(),
                slashed: total_loss,
                reward,
            }
            .into(),
        );
        // The operator's own loss is taken at once, that of its delegator when an account asks for it.
        assert_eq!((held(&eve()), held(&bob)), (OWN_STAKE - loss, DELEGATION));
        assert_eq!(staked(), OWN_STAKE + DELEGATION - total_loss);
        assert!(!OperatorStaking::operator(&eve()).unwrap().active);
        assert_eq!(Balances::free_balance(&ferdie), before.1 + reward);
        assert_eq!(treasury(), before.0 + loss - reward);
        dispatch(Alice, pallet_operator_staking::Call::apply_slash { operator: eve(), staker: bob.clone() }).unwrap();
        assert_eq!(held(&bob), DELEGATION - part * DELEGATION);
        assert_eq!(treasury(), before.0 + loss - reward + part * DELEGATION);
        assert_eq!(Balances::total_issuance(), before.2);
        assert_eq!(Inference::coverage(eve()), staked() / 10);

        // Once for each call, in any order of the receipts.
        let again = Err(pallet_receipts::Error::<Runtime>::AlreadyConvicted.into());
        assert_eq!(call_as(&ferdie, report(&second, &first)), again);
        let third = answered(&operator, receipt(&payer.account, 3, 9), false);
        assert_eq!(call_as(&ferdie, report(&first, &third)), again);
    });
    // In the same dispute window no stake loses twice, however many calls were answered twice.
    let convict = |sequence: u64| {
        let receipts =
            [1, 2].map(|response| Box::new(answered(&operator, receipt(&payer.account, sequence, response), false)));
        let [first, second] = receipts;
        call_as(&Bob.to_account_id(), pallet_receipts::Call::<Runtime>::report_equivocation { first, second })
    };
    let window = <Runtime as pallet_receipts::Config>::DisputeEras::get();
    go_on(&mut chain, window - 1);
    chain.block(|| {
        let stake = OperatorStaking::operator(&eve()).unwrap().stake;
        assert_eq!(convict(4), Err(pallet_receipts::Error::<Runtime>::AlreadyConvicted.into()));
        assert_eq!(OperatorStaking::operator(&eve()).unwrap().stake, stake);
    });
    // After it, another offense has its price again.
    go_on(&mut chain, 1);
    chain.block(|| assert_eq!(convict(4), Ok(())));
}

/// Receipts of a channel that never was are no receipts of calls.
#[test]
fn receipts_of_a_channel_that_was_never_opened_should_convict_nobody() {
    let (payer, operator) = (sr25519("//Payer"), sr25519("//Eve"));
    set_up().block(|| {
        open(&payer.account, 50 * OPEN);
        let [first, second] = [1, 2].map(|response| {
            let receipt = receipt(&payer.account, 3, response);
            let channel = receipt.channel + 1;
            Box::new(answered(&operator, Receipt { channel, ..receipt }, false))
        });
        let report = pallet_receipts::Call::<Runtime>::report_equivocation { first, second };
        let refused = Err(pallet_receipts::Error::<Runtime>::ChannelNotFound.into());
        assert_eq!(call_as(&Ferdie.to_account_id(), report), refused);
    });
}

/// The key on the server is another one than that of the stake.
#[test]
fn receipts_of_the_operator_s_signer_should_count_and_convict() {
    let (payer, signer) = (sr25519("//Payer"), ed25519("//Eve//server"));
    set_up().block(|| {
        open(&payer.account, 50 * OPEN);
        let set = pallet_operator_staking::Call::<Runtime>::set_signer { signer: signer.account.clone() };
        call_as(&eve(), set).unwrap();
        let [first, second] =
            [1, 2].map(|response| Box::new(answered(&signer, receipt(&payer.account, 3, response), false)));
        let leaf = first.receipt.leaf(&genesis());
        let proof = ReceiptProof { root: leaf, leaves: 1, index: 0, items: vec![] };
        assert!(Runtime::verify_receipt((*first).clone(), proof).signed);
        let report = pallet_receipts::Call::<Runtime>::report_equivocation { first, second };
        assert_eq!(call_as(&Ferdie.to_account_id(), report), Ok(()));
    });
}

/// A chain that makes no blocks for a thousand eras of its clock returns nothing to payers that operators have earned.
#[test]
fn a_standstill_should_not_end_a_thaw() {
    let payer = sr25519("//Payer");
    let mut chain = set_up();
    let (voucher, closes) = chain.block(|| {
        open(&payer.account, 50 * OPEN);
        call_as(&payer.account, Call::<Runtime>::request_close { operator: eve() }).unwrap();
        let closes = Runtime::channel(to_eve(&payer.account)).unwrap().closes.unwrap();
        (raw(&payer, voucher(&payer.account, 12 * OPEN, 6)), closes)
    });
    let era = chain.read(Attribution::current_era);
    chain.block_after(10_000, || {
        // Ten relay blocks of it count: an era of this chain.
        assert_eq!(Attribution::current_era(), era + 1);
        let close = Call::<Runtime>::close_channel { channel: to_eve(&payer.account) };
        assert_eq!(call_as(&payer.account, close), Err(Error::<Runtime>::ThawRunning.into()));
        assert_eq!(settle(vec![voucher]), [paid(12 * OPEN)]);
        assert_eq!(Runtime::channel(to_eve(&payer.account)).unwrap().closes, Some(closes));
    });
}

#[test]
fn the_api_should_give_the_bytes_to_sign_and_check_receipts() {
    let (payer, operator) = (sr25519("//Payer"), sr25519("//Eve"));
    set_up().block(|| {
        assert!(Runtime::channel(to_eve(&payer.account)).is_none());
        assert!(Runtime::agent(to_eve(&payer.account), Bob.to_account_id()).is_none());
        open(&payer.account, 50 * OPEN);
        assert!(Runtime::agent(to_eve(&payer.account), Bob.to_account_id()).is_none());
        let voucher = voucher(&payer.account, OPEN, 1);
        assert_eq!(Runtime::voucher_payload(voucher.clone()).bytes, voucher.payload(&genesis()));

        let first = answered(&operator, receipt(&payer.account, 0, 1), true);
        let leaf = first.receipt.leaf(&genesis());
        assert_eq!(Runtime::receipt_payload(first.receipt.clone()).bytes, first.receipt.payload(&genesis()));
        let proof = |root, leaves| ReceiptProof { root, leaves, index: 0, items: vec![] };
        let check = Runtime::verify_receipt(first.clone(), proof(leaf, 1));
        assert_eq!((check.leaf, check.signed, check.included), (leaf, true, true));
        let forged = SignedReceipt { signature: (payer.sign)(&first.receipt.payload(&genesis())), ..first };
        let check = Runtime::verify_receipt(forged, proof(H256::zero(), 0));
        assert_eq!((check.leaf, check.signed, check.included), (leaf, false, false));
    });
}

/// A signature of a voucher or a receipt is never one of a transaction, nor the reverse.
#[test]
fn what_is_signed_off_chain_should_not_be_a_call() {
    let payer = sr25519("//Payer");
    set_up().block(|| {
        open(&payer.account, 50 * OPEN);
        let payloads =
            [voucher(&payer.account, OPEN, 1).payload(&genesis()), receipt(&payer.account, 0, 1).payload(&genesis())];
        for payload in payloads {
            assert!(RuntimeCall::decode(&mut payload.as_slice()).is_err());
            assert!(RuntimeCall::decode(&mut wrapped(&payload).as_slice()).is_err());
        }
    });
}
