package dev.tailrace.simulator;

import dev.tailrace.core.Ownership;
import dev.tailrace.core.ProtocolSettings;
import dev.tailrace.lease.LeaseSettings;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a simulation is put together from.
 *
 * @param protocol makes the protocol of a process that starts, which may see the models
 * @param leasing makes its leases' protocol
 * @param sink makes the warehouse of a source table
 * @param leases makes the lease table
 * @param rare how likely the rare faults are, outages beyond the stream's retention among them
 */
record Parts(
    Maker protocol,
    Function<LeaseSettings, Leasing> leasing,
    Function<ModelTable, ModelSink> sink,
    Supplier<ModelLeases> leases,
    double rare) {

  /** How likely each of the rare kinds of fault is among a seed's: each takes a day or more. */
  private static final double SELDOM = 0.08;

  /** Makes a protocol. */
  interface Maker {
    Protocol make(ProtocolSettings settings, Ownership first, World world);
  }

  /** The product's protocols, an honest warehouse and an honest lease table. */
  static Parts real() {
    return new Parts(
        (settings, first, world) -> Protocol.real(settings, first),
        Leasing::real,
        ModelSink::new,
        ModelLeases::new,
        SELDOM);
  }

  Parts with(Maker other) {
    return new Parts(other, leasing, sink, leases, rare);
  }

  Parts withLeasing(Function<LeaseSettings, Leasing> other) {
    return new Parts(protocol, other, sink, leases, rare);
  }

  Parts withSink(Function<ModelTable, ModelSink> other) {
    return new Parts(protocol, leasing, other, leases, rare);
  }

  Parts withLeases(Supplier<ModelLeases> other) {
    return new Parts(protocol, leasing, sink, other, rare);
  }

  /** With many gaps. */
  Parts withGaps() {
    return new Parts(protocol, leasing, sink, leases, 0.6);
  }
}
