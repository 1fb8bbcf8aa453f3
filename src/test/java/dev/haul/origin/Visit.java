package dev.haul.origin;

/** One request on its way: behaviours may change what the server takes it for. */
public final class Visit {
  /** What the server takes the request for; the log keeps the true one. */
  public Request request;

  public Resource resource;

  /** How many requests this path had before. */
  public final int number;

  /** Which connection of this path it is, from 0, in the order of their first requests to it. */
  public final int connection;

  /** How many requests of this path are being answered, this one included. */
  public final int open;

  /** Body bytes that this connection has carried before. */
  public final long carried;

  /** How many answers this connection has carried before. */
  public final int served;

  Visit(Request request, Resource resource, Hits.Hit hit, Sender sender) {
    this.request = request;
    this.resource = resource;
    this.number = hit.number();
    this.connection = hit.connection();
    this.open = hit.open();
    this.carried = sender.carried();
    this.served = sender.served();
  }
}
