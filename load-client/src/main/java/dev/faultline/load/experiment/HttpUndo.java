package dev.faultline.load.experiment;

/** @param call what takes it back */
record HttpUndo(HttpCall call) implements Undo {

    @Override
    public String what() {
        return call.toString();
    }

    @Override
    public String where() {
        return call.url().authority();
    }

    @Override
    public void run(Actuators actuators) {
        actuators.http().call(call);
    }
}
