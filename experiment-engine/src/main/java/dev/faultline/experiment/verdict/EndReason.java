package dev.faultline.experiment.verdict;

import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why an experiment did not get to the end of its method. */
public sealed interface EndReason {

    /** Returns the reason as it stands in the verdict. */
    String sentence();

    /** Returns what the experiment showed: it is aborted, unless it went as planned and its figures say nothing. */
    default Verdict.Outcome outcome() {
        return Verdict.Outcome.ABORTED;
    }

    /**
     * What it rests on did not stay as it was.
     *
     * @param what as a clause, such as {@code the fault plan was replaced by 10.0.0.7}
     * @param when such as {@code after 12 s of the hold}
     */
    record Changed(String what, String when) implements EndReason {
        @Override
        public String sentence() {
            return what + " " + when;
        }
    }

    /**
     * The traffic does not go where the weights say.
     *
     * @param seen where it goes instead
     * @param why what is known of the reason; null if nothing is
     */
    record SplitNotInEffect(String seen, @Nullable String why) implements EndReason {
        @Override
        public String sentence() {
            return "the split is not in effect: " + seen + (why == null ? "" : " (" + why + ")");
        }

        @Override
        public Verdict.Outcome outcome() {
            return Verdict.Outcome.INCONCLUSIVE;
        }
    }

    /**
     * Nobody can say whether all that it rests on was there to the end.
     *
     * @param failure why not
     */
    record ConditionsUnknown(String failure) implements EndReason {
        @Override
        public String sentence() {
            return "it is not known what was in force to the end of the hold: " + failure;
        }

        @Override
        public Verdict.Outcome outcome() {
            return Verdict.Outcome.INCONCLUSIVE;
        }
    }

    /**
     * Nothing was injected, since not all was well before.
     *
     * @param failures what was not
     */
    record UnhealthyBaseline(String failures) implements EndReason {
        @Override
        public String sentence() {
            return "nothing was injected: the baseline is not healthy: " + failures;
        }
    }

    /**
     * The harm went beyond what the document allows.
     *
     * @param check the guard and what it found
     */
    record GuardViolated(ThresholdCheck check) implements EndReason {
        @Override
        public String sentence() {
            return "a guard was violated: " + check.because();
        }
    }

    /** It took longer than the document allows. */
    record DeadlinePassed(Duration deadline) implements EndReason {
        @Override
        public String sentence() {
            return "the deadline of " + Durations.format(deadline) + " has passed";
        }
    }

    /**
     * Somebody asked for it: over the API, by a signal, or by the kill switch.
     *
     * @param sentence who asked
     */
    record Requested(String sentence) implements EndReason {}

    /** What it needs could not be had before anything was injected. */
    record CouldNotBegin(String failure) implements EndReason {
        @Override
        public String sentence() {
            return "it could not begin: " + failure;
        }
    }

    /** A step could not be done. */
    record MethodFailed(String failure) implements EndReason {
        @Override
        public String sentence() {
            return "the method failed: " + failure;
        }
    }

    /**
     * Its process was killed, and another one undoes what it left.
     *
     * @param state where it was
     */
    record ProcessEnded(State state) implements EndReason {
        @Override
        public String sentence() {
            return "the process ended in the middle of it (" + state.wire() + "); what was left is undone now";
        }
    }

    /** A bug of ours. */
    record Broken(Throwable failure) implements EndReason {
        @Override
        public String sentence() {
            return "the experiment broke: " + failure;
        }
    }
}
