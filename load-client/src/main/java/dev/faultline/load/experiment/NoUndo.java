package dev.faultline.load.experiment;

/**
 * There is no way back, and the verdict says so.
 *
 * @param what that was done
 */
record NoUndo(String what) implements Undo {

    @Override
    public boolean possible() {
        return false;
    }

    @Override
    public void run(Actuators actuators) {
        // It stays as it is.
    }
}
