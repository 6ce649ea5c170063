import { category, dayOfWeek, features, hour, minuteOfDay, numeric } from '@penstock/core/models';

/** What the model sees of a flight: written once, used for training, for batch scoring and for live requests. */
export const flightFeatures = features({
  hour: hour('date'),
  minute_of_day: minuteOfDay('date'),
  day_of_week: dayOfWeek('date'),
  distance_miles: numeric('distance'),
  origin_airport: category('origin'),
  destination_airport: category('destination'),
});
