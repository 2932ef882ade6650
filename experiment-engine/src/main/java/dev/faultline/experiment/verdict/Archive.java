package dev.faultline.experiment.verdict;

/** Keeps what was found, for longer than this process lives. What the disk refuses is logged. Threadsafe. */
public interface Archive {

    /** Keeps the result of an experiment, instead of what there is of it. */
    void write(ExperimentResult result);

    /** Returns whether there is a report of that experiment. */
    boolean holds(String id);

    /**
     * Appends to the report of that experiment and changes nothing else of it.
     *
     * @return false if there is no report
     */
    boolean amend(String id, LateRollback amendment);
}
