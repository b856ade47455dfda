"""What is measured of every stage, on the int8 file as it ships."""
