package dev.faultline.client.api;

/** Fired when this process has asked the injector for another plan, whether or not that went well. */
public record FaultsChanged() {}
