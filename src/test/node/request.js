// node request.js PORT URL: asks Haul for URL over AMQP 1.0 and prints the receipt that comes back.
const rhea = require('rhea');
const [port, url] = process.argv.slice(2);
const connection = rhea.connect({ host: '127.0.0.1', port: Number(port), reconnect: false });
connection.open_receiver({ source: { dynamic: true } });
connection.on('receiver_open', ({ receiver }) => {
  const sender = connection.open_sender('haul.requests');
  sender.once('sendable', () =>
    sender.send({
      message_id: 'rhea-1',
      correlation_id: 'rhea-case',
      reply_to: receiver.source.address,
      durable: true,
      body: JSON.stringify({ id: 'from-node', url }),
      application_properties: { CamelHttpUri: 'http://127.0.0.1:1/', camelhttpuri: 'x', JMSReplyTo: 'x' },
    }),
  );
});
connection.on('message', ({ message }) => {
  const body = message.body.content ? message.body.content.toString() : message.body;
  console.log(JSON.stringify({ correlation: message.correlation_id, body }));
  connection.close();
});
connection.on('connection_error', ({ connection }) => {
  console.error(String(connection.error));
  process.exit(1);
});
