package dev.faultline.experiment.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.platform.wire.ControlFailed;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that a verdict rests on, as it was at one moment: a step has put it in force, or it was found so when the
 * experiment began. Seen again and found the same, nobody has touched it in between. Immutable.
 */
public sealed interface Condition {

    /** The key of the load. */
    String LOAD = "load";

    /** The key of the split. */
    String SPLIT = "split";

    /** The key of the fault plan. */
    String FAULTS = "faults";

    /** Returns what it is about: the key under which a step notes how to undo it. */
    String key();

    /**
     * Returns how it is now; may block for some seconds.
     *
     * @throws ControlFailed if that can't be known
     */
    Condition now(Actuators actuators);

    /**
     * Returns what has become of it.
     *
     * @param now the same thing as it is now
     * @param announced what somebody has told beforehand to do to it, such as {@code replaced over the API by 10.0.0.7}; null
     *     if nobody has
     * @return empty if it is as it was
     */
    Optional<Change> change(Condition now, @Nullable String announced);

    /**
     * What has become of something.
     *
     * @param what as a clause, such as {@code the fault plan was replaced by 10.0.0.7}
     * @param wanted whether somebody wants it so now; if not, it is undone like all else
     */
    record Change(String what, boolean wanted) {}

    /**
     * The plan in force at each process of the injector.
     *
     * @param replicas at least one
     */
    record Faults(List<FaultControl.Replica> replicas) implements Condition {

        /** Keeps a copy. */
        public Faults {
            replicas = List.copyOf(replicas);
        }

        /** Returns that these processes are to have that plan; where one has another by now, it is not as it should be. */
        static Faults with(String etag, List<FaultControl.Replica> replicas) {
            return new Faults(replicas.stream()
                    .map(each -> new FaultControl.Replica(
                            each.address(), each.instance(), each.revision(), etag, each.expired(), each.change()))
                    .toList());
        }

        @Override
        public String key() {
            return FAULTS;
        }

        @Override
        public Faults now(Actuators actuators) {
            return new Faults(actuators.faults().replicas());
        }

        /** A replica that has joined with the same plan changes nothing; one that has left did, with all it had under way. */
        @Override
        public Optional<Change> change(Condition now, @Nullable String announced) {
            List<FaultControl.Replica> there = ((Faults) now).replicas;
            // Who was asked knows by whom; the others have it from there.
            Optional<String> asked = there.stream()
                    .filter(this::isChanged)
                    .flatMap(each -> Stream.ofNullable(each.change()))
                    .findFirst();
            String changed = announced == null ? asked.orElse("replaced") : announced;
            return Stream.concat(
                            replicas.stream().flatMap(before -> change(before, there, changed).stream()),
                            there.stream().filter(this::isStranger).map(Faults::stranger))
                    .findFirst();
        }

        private static Optional<Change> change(
                FaultControl.Replica before, List<FaultControl.Replica> there, String changed) {
            Optional<FaultControl.Replica> same = there.stream()
                    .filter(each -> each.instance().equals(before.instance()))
                    .findFirst();
            if (same.isEmpty()) {
                boolean restarted =
                        there.stream().anyMatch(each -> each.address().equals(before.address()));
                String what = "the injector at " + before.address() + (restarted ? " was restarted" : " is gone");
                return Optional.of(new Change(what, false));
            }
            FaultControl.Replica now = same.get();
            if (now.revision() != before.revision() || !now.etag().equals(before.etag())) {
                return Optional.of(new Change("the fault plan was " + changed, true));
            }
            return now.expired() && !before.expired()
                    ? Optional.of(new Change("the fault plan has expired", false))
                    : Optional.empty();
        }

        private boolean isChanged(FaultControl.Replica now) {
            return replicas.stream()
                    .noneMatch(before -> before.instance().equals(now.instance())
                            && before.revision() == now.revision()
                            && before.etag().equals(now.etag()));
        }

        private boolean isStranger(FaultControl.Replica now) {
            return replicas.stream()
                    .noneMatch(before -> before.instance().equals(now.instance())
                            || before.etag().equals(now.etag()));
        }

        private static Change stranger(FaultControl.Replica joined) {
            return new Change("an injector with another fault plan has joined, at " + joined.address(), false);
        }
    }

    /** The weights of the split. */
    record Weights(SplitControl.Revision revision) implements Condition {

        @Override
        public String key() {
            return SPLIT;
        }

        /**
         * Returns them as they are now.
         *
         * @throws ControlFailed if that can't be known
         */
        public static Weights of(SplitControl split) {
            try {
                return new Weights(split.revision());
            } catch (SplitFailed e) {
                throw ControlFailed.notNow(e.getMessage(), e);
            }
        }

        @Override
        public Weights now(Actuators actuators) {
            return of(actuators.requireSplit());
        }

        @Override
        public Optional<Change> change(Condition now, @Nullable String announced) {
            SplitControl.Revision there = ((Weights) now).revision;
            if (there.id().equals(revision.id()) && there.split().equals(revision.split())) {
                return Optional.empty();
            }
            String by = there.by() == null ? "changed" : "changed by " + there.by();
            return Optional.of(new Change(
                    "the split was " + (announced == null ? by : announced) + " to "
                            + there.split().weights(),
                    true));
        }
    }

    /** The load of the experiment. */
    record Traffic(LoadControl.Revision revision) implements Condition {

        /** Returns that a plan was just put in force; if somebody was faster than this look, it is not as it should be. */
        public static Traffic of(LoadPlan wanted, LoadControl load) {
            return new Traffic(new LoadControl.Revision(load.revision().number(), wanted));
        }

        @Override
        public String key() {
            return LOAD;
        }

        @Override
        public Traffic now(Actuators actuators) {
            return new Traffic(actuators.traffic().revision());
        }

        @Override
        public Optional<Change> change(Condition now, @Nullable String announced) {
            LoadControl.Revision there = ((Traffic) now).revision;
            if (there.number() == revision.number() && Objects.equals(there.plan(), revision.plan())) {
                return Optional.empty();
            }
            if (announced != null) {
                return Optional.of(new Change("the load was " + announced, true));
            }
            if (there.plan() != null) {
                return Optional.of(new Change("the load was replaced", true));
            }
            LoadPlan before = revision.plan();
            boolean atItsEnd = before != null && before.demand().stages() != null;
            return Optional.of(new Change(atItsEnd ? "the load has ended" : "the load was stopped", !atItsEnd));
        }
    }

    /**
     * An object of Chaos Mesh, or any other that was applied.
     *
     * @param revision what of it is in force; null if it is not there
     */
    record Chaos(ObjectNode object, @Nullable String revision) implements Condition {

        /** Returns it as it is now. */
        static Chaos of(ObjectNode object, ChaosControl chaos) {
            return new Chaos(object, chaos.revision(object).orElse(null));
        }

        @Override
        public String key() {
            return "chaos " + ChaosStep.name(object);
        }

        @Override
        public Chaos now(Actuators actuators) {
            return of(object, actuators.chaos());
        }

        /** What it still does is undone in any case. */
        @Override
        public Optional<Change> change(Condition now, @Nullable String announced) {
            String there = ((Chaos) now).revision;
            return Objects.equals(revision, there)
                    ? Optional.empty()
                    : Optional.of(new Change(
                            ChaosStep.name(object) + (there == null ? " was deleted" : " was changed"), false));
        }
    }
}
