/**
 * One load from several processes: a {@link dev.faultline.load.senders.Coordinator} keeps the plan, tells
 * {@linkplain dev.faultline.load.senders.SenderAgent senders} which part of it they send and how far they may go, and adds
 * up what they measured. On a clock of its own; the wire is somebody else's.
 */
@NullMarked
package dev.faultline.load.senders;

import org.jspecify.annotations.NullMarked;
