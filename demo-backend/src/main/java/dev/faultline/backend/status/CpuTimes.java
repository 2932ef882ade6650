package dev.faultline.backend.status;

/** The CPU time that this process and its ended children have used, in seconds. */
public record CpuTimes(double user, double system, double childrenUser, double childrenSystem) {

    double sum() {
        return user + system + childrenUser + childrenSystem;
    }
}
