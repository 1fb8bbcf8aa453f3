package dev.haul.web;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Puts replies into exchanges: nothing of the request goes back with them. */
public final class Replies {

  public void send(Exchange exchange) {
    Message message = exchange.getMessage();
    Reply reply = message.getBody(Reply.class);
    message.removeHeaders("*");
    reply.headers().forEach(message::setHeader);
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
    message.setBody(reply.body());
  }
}
