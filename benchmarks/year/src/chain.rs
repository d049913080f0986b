// SPDX-License-Identifier: Apache-2.0

//! A chain without a node. It dispatches calls and runs the hooks of our pallets, in blocks that are filled up to their
//! weight.

use crate::{
    state::{Cost, State},
    Result,
};
use openledger_primitives::{Balance, Era};
use openledger_runtime::{
    configs::system::RuntimeBlockWeights, AccountId, Attribution, Balances, Datanets, FeeSplits, Inference,
    ModelRegistry, OperatorStaking, Receipts, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin,
    System,
};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::LastRelayChainBlockNumber,
    frame_support::{
        dispatch::{extract_actual_weight, DispatchClass, GetDispatchInfo},
        storage::with_storage_layer,
        traits::{BuildGenesisConfig, GetCallMetadata, OnFinalize, OnIdle, OnInitialize},
        weights::Weight,
    },
    sp_runtime::{traits::Dispatchable, DispatchError},
};
use std::collections::BTreeMap;

/// The pallets whose hooks are measured.
type Ours = (Attribution, Datanets, ModelRegistry, Inference, OperatorStaking, FeeSplits, Receipts);

/// The cost of a block's hooks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Block {
    /// The cost of the hooks of every block: `on_initialize` and `on_finalize`.
    pub mandatory: Cost,
    /// The cost of `on_idle`.
    pub idle: Cost,
    /// The weight that `on_idle` returned.
    pub idle_weight: Weight,
    /// The number of pools that flowed in `on_idle`.
    pub flows: u64,
    /// The number of calls in the block.
    pub calls: u64,
    /// The number of pools that waited to flow when the idle work began.
    pub queue: u64,
}

/// Sums over events: the debts of ledger and escrow, and the issuance, found without reading the state.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// The debt of the ledger, in planck.
    pub owed: Balance,
    /// The debt of the escrow, in planck.
    pub escrow: Balance,
    /// The issuance, in planck.
    pub issuance: Balance,
    /// The total paid for inference, in planck.
    pub paid: Balance,
    /// The total claimed, in planck.
    pub claimed: Balance,
    /// The total burned, in planck.
    pub burned: Balance,
    /// The total that went from the ledger to the treasury, in planck.
    pub treasury: Balance,
    /// The total of all slashes, of operators and delegators, in planck.
    pub slashed: Balance,
    /// Numbers of events, by kind.
    pub counts: BTreeMap<&'static str, u64>,
    /// Vouchers that did not settle, by reason.
    pub skipped: BTreeMap<String, u64>,
}

impl Books {
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn follow(&mut self, event: &RuntimeEvent) {
        use pallet_attribution::Event as Ledger;
        use pallet_datanets::Event as Data;
        use pallet_inference::Event as Inference;
        use pallet_operator_staking::Event as Staking;
        match event {
            RuntimeEvent::Attribution(Ledger::PaymentRouted { amount, .. }) => {
                self.owed += amount;
                self.paid += amount;
                self.count("payments");
            }
            RuntimeEvent::Attribution(Ledger::PoolFunded { amount, .. }) => self.owed += amount,
            RuntimeEvent::Attribution(Ledger::Claimed { amount, .. }) => {
                self.owed -= amount;
                self.claimed += amount;
                self.count("claims");
            }
            RuntimeEvent::Attribution(Ledger::DuesSwept { treasury, burned, commons, .. }) => {
                self.owed -= treasury + burned + commons;
                self.issuance -= burned;
                self.burned += burned;
                self.treasury += treasury + commons;
                self.count("sweeps");
            }
            RuntimeEvent::Attribution(Ledger::Flowed { .. }) => self.count("flows"),
            RuntimeEvent::Attribution(Ledger::FlowFailed { .. }) => self.count("failed flows"),
            RuntimeEvent::Attribution(Ledger::SweepFailed { .. }) => self.count("failed sweeps"),
            RuntimeEvent::Attribution(Ledger::SentToCommons { .. }) => self.count("parts for the commons"),
            RuntimeEvent::Inference(Inference::ChannelOpened { amount, .. }) => {
                self.escrow += amount;
                self.count("channels opened");
            }
            RuntimeEvent::Inference(Inference::ChannelToppedUp { amount, .. }) => {
                self.escrow += amount;
                self.count("top-ups");
            }
            RuntimeEvent::Inference(Inference::ChannelClosed { refunded, .. }) => {
                self.escrow -= refunded;
                self.count("channels closed");
            }
            RuntimeEvent::Inference(Inference::BatchSettled { amount, .. }) => {
                self.escrow -= amount;
                self.count("batches");
            }
            RuntimeEvent::Inference(Inference::VoucherSettled { limit, .. }) => {
                self.count("vouchers");
                if limit.is_some() {
                    self.count("vouchers in part");
                }
            }
            RuntimeEvent::Inference(Inference::VoucherSkipped { reason, .. }) => {
                self.count("vouchers skipped");
                *self.skipped.entry(format!("{reason:?}")).or_default() += 1;
            }
            RuntimeEvent::Receipts(pallet_receipts::Event::EquivocationProven { slashed, .. }) => {
                self.slashed += slashed;
                self.count("slashes");
            }
            RuntimeEvent::Datanets(Data::Contributed { .. }) => self.count("contributions"),
            RuntimeEvent::Datanets(Data::Rejected { .. }) => self.count("rejections"),
            RuntimeEvent::Datanets(Data::Erased { .. }) => self.count("erasures"),
            RuntimeEvent::OperatorStaking(Staking::Staked { .. }) => self.count("stakes"),
            RuntimeEvent::OperatorStaking(Staking::Unbonded { .. }) => self.count("unbondings"),
            RuntimeEvent::OperatorStaking(Staking::Withdrawn { .. }) => self.count("withdrawals"),
            RuntimeEvent::OperatorStaking(Staking::SlashApplied { .. }) => self.count("slashes applied"),
            RuntimeEvent::ModelRegistry(pallet_model_registry::Event::Registered { .. }) => self.count("models"),
            RuntimeEvent::FeeSplits(pallet_fee_split::Event::FeeSplitEnacted { .. }) => {
                self.count("fee splits");
            }
            _ => (),
        }
    }
}

/// The chain.
pub struct Chain {
    /// The state.
    pub state: State,
    /// The sums over events.
    pub books: Books,
    /// The numbers of refused calls, by call and error.
    pub refused: BTreeMap<String, u64>,
    /// The closed blocks of this era.
    pub blocks: Vec<Block>,
    /// The era.
    pub era: Era,
    era_length: u32,
    number: u32,
    relay: u32,
    open: Block,
    used: Weight,
}

impl Chain {
    /// Create a chain that begins with `genesis`. Its first block is open.
    pub fn new(genesis: &RuntimeGenesisConfig) -> Self {
        let mut state = State::new();
        state.execute(|| genesis.build());
        let (issuance, era_length) = state.execute(|| (Balances::total_issuance(), Attribution::era_schedule().length));
        let mut chain = Self {
            state,
            books: Books { issuance, ..Default::default() },
            refused: BTreeMap::new(),
            blocks: Vec::new(),
            era: 0,
            era_length,
            number: 0,
            relay: 0,
            open: Block::default(),
            used: Weight::zero(),
        };
        chain.open_block();
        chain
    }

    /// Dispatch `call` of `who` without limits, for the state before the year begins. It must succeed.
    pub fn prepare(&mut self, who: &AccountId, call: impl Into<RuntimeCall>) -> Result<Vec<RuntimeEvent>> {
        let call: RuntimeCall = call.into();
        let origin = RuntimeOrigin::signed(who.clone());
        let name = name_of(&call);
        let result = self.state.execute(|| with_storage_layer(|| call.dispatch(origin)));
        let events = self.follow();
        result.map(|_| events).map_err(|failed| format!("{name}: {}", reason(&failed.error)))
    }

    /// Dispatch `call` of `who` in this block, or in the next one if this one is full. Returns its cost and its events,
    /// or `None` if it was refused, which is counted.
    pub fn call(&mut self, who: &AccountId, call: impl Into<RuntimeCall>) -> Option<(Cost, Vec<RuntimeEvent>)> {
        self.call_as(RuntimeOrigin::signed(who.clone()), call)
    }

    /// As [`Self::call`], from any origin.
    pub fn call_as(
        &mut self,
        origin: RuntimeOrigin,
        call: impl Into<RuntimeCall>,
    ) -> Option<(Cost, Vec<RuntimeEvent>)> {
        let call: RuntimeCall = call.into();
        let limits = RuntimeBlockWeights::get();
        let class = limits.get(DispatchClass::Normal);
        let info = self.state.execute(|| call.get_dispatch_info());
        let most = self.used.saturating_add(info.call_weight).saturating_add(class.base_extrinsic);
        if most.any_gt(class.max_total.unwrap_or(limits.max_block)) && self.open.calls > 0 {
            self.close_block();
            self.open_block();
        }
        let name = name_of(&call);
        let (result, cost) = self.state.measure(|| with_storage_layer(|| call.dispatch(origin)));
        let weight = extract_actual_weight(&result, &info).saturating_add(class.base_extrinsic);
        self.used = self.used.saturating_add(weight);
        self.open.calls += 1;
        let events = self.follow();
        match result {
            Ok(_) => Some((cost, events)),
            Err(failed) => {
                *self.refused.entry(format!("{name}: {}", reason(&failed.error))).or_default() += 1;
                None
            }
        }
    }

    /// Read the state.
    pub fn read<R>(&mut self, look: impl FnOnce() -> R) -> R {
        self.state.execute(look)
    }

    /// Close the block and open the first one of the next era. Forgets the blocks of the previous era.
    pub fn next_era(&mut self) -> Result<()> {
        self.close_block();
        self.blocks.clear();
        self.era += 1;
        self.relay = self.era * self.era_length;
        self.open_block();
        let era = self.read(Attribution::current_era);
        if era == self.era {
            Ok(())
        } else {
            Err(format!("the runtime is in era {era} and not in era {}", self.era))
        }
    }

    /// Close the block and open the next one.
    pub fn next_block(&mut self) -> Block {
        let block = self.close_block();
        self.open_block();
        block
    }

    /// The number of pools that wait to flow.
    pub fn queue(&self) -> u64 {
        self.state.size_of("Attribution", "FlowQueue").keys
    }

    fn open_block(&mut self) {
        self.number += 1;
        self.relay += 1;
        let (number, relay) = (self.number, self.relay);
        self.state.execute(|| {
            System::set_block_number(number);
            LastRelayChainBlockNumber::<Runtime>::put(relay);
        });
        let (weight, cost) = self.state.measure(|| <Ours as OnInitialize<_>>::on_initialize(number));
        self.follow();
        self.used = weight.saturating_add(RuntimeBlockWeights::get().base_block);
        self.open = Block { mandatory: cost, ..Default::default() };
    }

    fn close_block(&mut self) -> Block {
        let number = self.number;
        let remaining = RuntimeBlockWeights::get().max_block.saturating_sub(self.used);
        let queue = self.queue();
        let (idle_weight, idle) = self.state.measure(|| <Ours as OnIdle<_>>::on_idle(number, remaining));
        let flowed =
            |event: &RuntimeEvent| matches!(event, RuntimeEvent::Attribution(pallet_attribution::Event::Flowed { .. }));
        let flows = self.follow().iter().filter(|event| flowed(event)).count() as u64;
        let ((), finalize) = self.state.measure(|| <Ours as OnFinalize<_>>::on_finalize(number));
        self.follow();
        let open = std::mem::take(&mut self.open);
        let block = Block { mandatory: open.mandatory.and(finalize), idle, idle_weight, flows, queue, ..open };
        self.blocks.push(block);
        block
    }

    /// Take the events since the last time, and add them to the sums.
    fn follow(&mut self) -> Vec<RuntimeEvent> {
        let events: Vec<RuntimeEvent> = self.state.execute(|| {
            let events = System::events().into_iter().map(|record| record.event).collect();
            System::reset_events();
            events
        });
        for event in &events {
            self.books.follow(event);
        }
        events
    }
}

fn name_of(call: &RuntimeCall) -> String {
    let metadata = call.get_call_metadata();
    format!("{}.{}", metadata.pallet_name, metadata.function_name)
}

fn reason(error: &DispatchError) -> String {
    match error {
        DispatchError::Module(module) => module.message.unwrap_or("an error without a name").to_string(),
        other => format!("{other:?}"),
    }
}
