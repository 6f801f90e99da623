# A subscriber as one often meets it: the newest values of every device in a row of its own, one UPDATE and commit per message.
import json
import os
import sys

import paho.mqtt.client as mqtt
import psycopg2

connection = psycopg2.connect(os.environ["PEER_DATABASE"])
cursor = connection.cursor()


def on_connect(client, userdata, flags, code):
    if code != 0:
        sys.exit("the broker refuses: %d" % code)
    client.subscribe("devices/+/data", qos=1)


def on_subscribe(client, userdata, mid, granted):
    print("ready", flush=True)


def on_message(client, userdata, message):
    device = message.topic.split("/")[1]
    values = {sensor["sensor_name"]: sensor["value"] for sensor in json.loads(message.payload)["sensors"]}
    cursor.execute(
        """
        INSERT INTO device_state (device_id, temperature, humidity, light, updated_at, messages)
        VALUES (%s, %s, %s, %s, now(), 1)
        ON CONFLICT (device_id) DO UPDATE SET temperature = EXCLUDED.temperature, humidity = EXCLUDED.humidity,
            light = EXCLUDED.light, updated_at = now(), messages = device_state.messages + 1
        """,
        (device, values.get("temperature"), values.get("humidity"), values.get("light")),
    )
    connection.commit()


client = mqtt.Client("peer")
client.username_pw_set(os.environ["PEER_USER"], os.environ["PEER_PASSWORD"])
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.connect("127.0.0.1", int(os.environ["PEER_PORT"]))
client.loop_forever()
