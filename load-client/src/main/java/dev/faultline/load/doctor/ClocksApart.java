package dev.faultline.load.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the clocks agree. */
record ClocksApart() implements Check {

    /** The Date header is exact to a second. */
    private static final Duration ODD = Duration.ofSeconds(2);

    private static final Duration WRONG = Duration.ofSeconds(10);
    private static final String MEND = "sudo timedatectl set-ntp true   # on the machine whose clock is wrong";

    @Override
    public String name() {
        return "clocks";
    }

    @Override
    public String why() {
        return "Faults expire, flap and ramp by the injector's clock: apart from ours they do it at other times than the report says.";
    }

    @Override
    public String fine() {
        return "The clocks that could be asked agree.";
    }

    @Override
    public List<Resource> needs() {
        return List.of();
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        look("the API server's", view.clocks().apiServer()).ifPresent(troubles::add);
        look("the injector's", view.clocks().injector()).ifPresent(troubles::add);
        return troubles;
    }

    private static Optional<Trouble> look(String whose, @Nullable Duration ahead) {
        if (ahead == null || ahead.abs().compareTo(ODD) <= 0) {
            return Optional.empty();
        }
        String found = whose + " clock is " + ahead.abs().toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " this one";
        boolean far = ahead.abs().compareTo(WRONG) > 0;
        return Optional.of(far ? Trouble.problem(found, MEND) : Trouble.warning(found, MEND));
    }
}
